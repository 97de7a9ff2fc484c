import { expect, type Page, test } from '@playwright/test';
import { samples } from '../src/ui/panels/samples';
import { dropFile, expectRunning, openLab, podsInPicture, runFast, webManifest, leaveEditor } from './lab';

const dialog = (page: Page) => page.getByRole('dialog', { name: 'Apply a manifest' });

test('a broken text names document, line and column, and nothing is sent', async ({ page }) => {
  await openLab(page);
  await dropFile(page, 'broken.yaml', `${webManifest}---\nkind: Pod\nmetadata:\n\tname: x\n`);
  await expect(dialog(page).getByRole('alert')).toContainText('Nothing was sent');
  await expect(dialog(page).getByRole('button', { name: 'document 2, line 19, column 1' })).toBeVisible();
  await expect(dialog(page).getByRole('alert')).toContainText('a tab is used for indentation');
  await leaveEditor(page);
  await expect(dialog(page)).toBeHidden();
  await expect(podsInPicture(page, 'web')).toHaveCount(0);
});

test('a refused object names its field and line, and the documents around it are applied', async ({
  page,
}) => {
  await openLab(page);
  await runFast(page);
  const noImage = webManifest
    .replace('name: web', 'name: shop')
    .replaceAll('app: web', 'app: shop')
    .replace(/ +image.*\n/, '');
  await dropFile(page, 'two.yaml', `${noImage}---\n${webManifest}`);
  const report = dialog(page).getByRole('alert');
  await expect(report).toContainText('1 of 2 documents were applied');
  await expect(report).toContainText('spec.template.spec.containers[0].image');
  await expect(report).toContainText('Required value');
  await expect(report.getByRole('button', { name: 'document 1, line 14, column 11' })).toBeVisible();
  await expect(report).toContainText('deployment.apps/web created');
  await leaveEditor(page);
  await expectRunning(page, 'web', 3);
});

test('an unknown kind is refused in the words of kubectl', async ({ page }) => {
  await openLab(page);
  await dropFile(page, 'foo.yaml', 'apiVersion: v1\nkind: Foo\nmetadata:\n  name: x\n');
  await expect(dialog(page)).toContainText('no matches for kind "Foo" in version "v1"');
  await expect(dialog(page)).toContainText('ensure CRDs are installed first');
});

test('applying the same again changes nothing', async ({ page }) => {
  await openLab(page);
  await dropFile(page, 'web.yaml', webManifest);
  await expect(page.getByText('deployment.apps/web created')).toBeVisible();
  await dropFile(page, 'web.yaml', webManifest);
  await expect(page.getByText('deployment.apps/web unchanged')).toBeVisible();
  await dropFile(page, 'web.yaml', webManifest.replace('replicas: 3', 'replicas: 2'));
  await expect(page.getByText('deployment.apps/web configured')).toBeVisible();
});

test('a misspelt image is explained by its status', async ({ page }) => {
  await openLab(page);
  await runFast(page);
  await page.getByRole('button', { name: 'Apply a manifest' }).click();
  await dialog(page).getByRole('button', { name: 'A misspelt image' }).click();
  await dialog(page).getByRole('button', { name: 'Apply', exact: true }).click();
  await expect(dialog(page)).toBeHidden();
  await expect(podsInPicture(page, 'shop', '(ErrImagePull|ImagePullBackOff)')).toHaveCount(1, {
    timeout: 30_000,
  });
});

test('a pasted manifest opens for a look first', async ({ page }) => {
  await openLab(page);
  await page.evaluate((text) => {
    const data = new DataTransfer();
    data.setData('text/plain', text);
    document.body.dispatchEvent(
      new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }),
    );
  }, webManifest);
  await expect(dialog(page).getByRole('textbox')).toContainText('image: nginx:1.27');
  await page.keyboard.press('Control+Enter');
  await expect(page.getByText('deployment.apps/web created')).toBeVisible();
});

test('a file that is no manifest is named and left alone', async ({ page }) => {
  await openLab(page);
  await dropFile(page, 'holiday.png', 'x');
  await expect(page.getByRole('alert')).toContainText('Not applied: holiday.png');
});

test('a Deployment behind a Service is dropped, and answers', async ({ page }) => {
  await openLab(page);
  await runFast(page);
  await page.getByRole('button', { name: 'Apply a manifest' }).click();
  await dialog(page).getByRole('button', { name: 'Behind a Service' }).click();
  const manifest = samples.find(({ name }) => name === 'Behind a Service')?.text ?? '';
  await leaveEditor(page);
  await dropFile(page, 'hello.yaml', manifest);
  const notice = page.getByRole('status').filter({ hasText: 'deployment.apps/hello created' });
  await expect(notice).toContainText('service/hello created');
  await expect(notice).toContainText('pod/asker created');
  await expectRunning(page, 'hello', 3);
  const card = page.getByRole('button', { name: /^Service hello, 10\.96\.\d+\.\d+, 3 of 3 ready$/ });
  await expect(card).toBeVisible({ timeout: 20_000 });
  await card.click();
  await expect(page.getByText(/[1-9]\d* answered/)).toBeVisible({ timeout: 20_000 });
});

test('a wrong Service names its field and line, and says what was applied', async ({ page }) => {
  await openLab(page);
  await runFast(page);
  const service =
    'apiVersion: v1\nkind: Service\nmetadata:\n  name: web\nspec:\n  ports:\n    - port: 99999\n';
  await dropFile(page, 'two.yaml', `${webManifest}---\n${service}`);
  const report = dialog(page).getByRole('alert');
  await expect(report).toContainText('1 of 2 documents were applied and stay so; 1 was refused');
  await expect(report).toContainText('spec.ports[0].port');
  await expect(
    report.getByRole('button', { name: /^document 2, line \d+, column \d+$/ }).first(),
  ).toBeVisible();
});
