import { expect, type Page, test } from '@playwright/test';
import { dropFile, expectRunning, inspector, openLab, runFast, webManifest, leaveEditor } from './lab';

const dialog = (page: Page) => page.getByRole('dialog', { name: 'Apply a manifest' });
const text = (page: Page) => page.getByRole('dialog').getByRole('textbox').first();

/** Opens the editor by its key and writes into it. */
async function write(page: Page, manifest: string): Promise<void> {
  await page.keyboard.press('e');
  await expect(dialog(page)).toBeVisible();
  await expect(text(page)).toBeFocused();
  await page.keyboard.insertText(manifest);
}

test('a wrong field is underlined as one types, and says what was meant', async ({ page }) => {
  await openLab(page);
  await write(page, webManifest.replace('replicas: 3', 'replicaz: 3'));
  const mark = page.locator('.cm-lintRange-error', { hasText: 'replicaz' });
  await expect(mark).toBeVisible({ timeout: 10_000 });
  await mark.hover();
  await expect(page.getByText('unknown field "replicaz": did you mean "replicas"?')).toBeVisible();
});

test('fields and their values are offered from the schema of the cluster, by keyboard alone', async ({
  page,
}) => {
  await openLab(page);
  await write(page, 'apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: web\nspec:\n  ');
  await page.keyboard.type('repl');
  const offers = page.getByRole('listbox');
  await expect(offers.getByRole('option', { name: /^replicas/ })).toBeVisible({ timeout: 10_000 });
  await page.keyboard.press('Enter');
  await expect(text(page)).toContainText('replicas:');
});

test('the keyboard gets out of the text: Esc, then Tab', async ({ page }) => {
  await openLab(page);
  await write(page, webManifest);
  await page.keyboard.press('Tab');
  await expect(text(page)).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(dialog(page).getByRole('status')).toContainText('Tab leads out of the text now');
  await page.keyboard.press('Tab');
  await expect(dialog(page).getByRole('button', { name: 'Apply', exact: true })).toBeFocused();
  await expect(dialog(page)).toBeVisible();
});

test('what a field means is told where it stands', async ({ page }) => {
  await openLab(page);
  await write(page, webManifest);
  await text(page).getByText('replicas', { exact: true }).hover();
  await expect(page.locator('.cm-field-about')).toContainText('replicas <integer>', { timeout: 10_000 });
});

test('trying a manifest stores nothing; comparing shows what would change', async ({ page }) => {
  await openLab(page);
  await runFast(page);
  await dropFile(page, 'web.yaml', webManifest);
  await expectRunning(page, 'web', 3);
  await write(page, webManifest.replace('replicas: 3', 'replicas: 5'));
  await dialog(page).getByRole('button', { name: 'Try it' }).click();
  await expect(dialog(page).getByRole('status')).toContainText(
    'deployment.apps/web configured (server dry run)',
  );
  await dialog(page).getByRole('button', { name: 'Compare' }).click();
  await expect(dialog(page).getByRole('status')).toContainText('-  replicas: 3');
  await expect(dialog(page).getByRole('status')).toContainText('+  replicas: 5');
  await leaveEditor(page);
  await expectRunning(page, 'web', 3);
});

test('any object can be edited from the inspector, and the cluster follows', async ({ page }) => {
  await openLab(page);
  await runFast(page);
  await dropFile(page, 'web.yaml', webManifest);
  await expectRunning(page, 'web', 3);
  await page
    .getByRole('button', { name: /^Deployment web/ })
    .first()
    .click();
  await inspector(page).getByRole('tab', { name: 'YAML' }).click();
  await inspector(page).getByRole('button', { name: 'Edit', exact: true }).click();
  const editor = page.getByRole('dialog', { name: /^Edit / });
  await expect(editor).toContainText('# Please edit the object below');
  await editor.getByText('replicas', { exact: true }).first().click();
  await page.keyboard.press('End');
  await page.keyboard.press('Backspace');
  await page.keyboard.type('4');
  await page.keyboard.press('Control+Enter');
  await expect(page.getByText('deployment.apps/web edited')).toBeVisible();
  await expectRunning(page, 'web', 4);
});

test('leaving the editor with changes asks first', async ({ page }) => {
  await openLab(page);
  await runFast(page);
  await dropFile(page, 'web.yaml', webManifest);
  await expectRunning(page, 'web', 3);
  await page
    .getByRole('button', { name: /^Deployment web/ })
    .first()
    .click();
  await inspector(page).getByRole('tab', { name: 'YAML' }).click();
  await inspector(page).getByRole('button', { name: 'Edit', exact: true }).click();
  const editor = page.getByRole('dialog', { name: /^Edit / });
  await editor.getByRole('textbox').first().click();
  await page.keyboard.type('# ');
  // A description under the pointer, or an offer of a completion, is closed first.
  await expect(async () => {
    await page.keyboard.press('Escape');
    await expect(editor.getByRole('alert')).toContainText('There are changes', { timeout: 700 });
  }).toPass();
  await editor.getByRole('button', { name: 'Leave without saving' }).click();
  await expect(page.getByText('Edit cancelled, no changes made.')).toBeVisible();
});

test('a bomb of aliases and five megabytes of text are refused in a sentence, and the page lives', async ({
  page,
}) => {
  await openLab(page);
  const level = (name: string, of: string) =>
    `${name}: &${name} [${Array.from({ length: 9 }, () => `*${of}`).join(',')}]\n`;
  const names = ['b', 'c', 'd', 'e', 'f', 'g', 'h', 'i'];
  const bomb = `a: &a [x,x,x,x,x,x,x,x,x]\n${names.map((name, index) => level(name, index === 0 ? 'a' : (names[index - 1] ?? ''))).join('')}`;
  await write(page, bomb);
  await page.keyboard.press('Control+Enter');
  await expect(dialog(page).getByRole('alert')).toContainText('Nothing was sent');
  await leaveEditor(page);
  await page.evaluate((size) => {
    const data = new DataTransfer();
    data.setData(
      'text/plain',
      `kind: ConfigMap\napiVersion: v1\nmetadata: {name: x}\ndata:\n  a: "${'x'.repeat(size)}"\n`,
    );
    document.body.dispatchEvent(
      new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }),
    );
  }, 5_000_000);
  await expect(dialog(page)).toBeVisible();
  await page.keyboard.press('Control+Enter');
  await expect(dialog(page).getByRole('alert')).toContainText('larger than 1.5 MiB');
  await leaveEditor(page);
  await expect(page.getByRole('button', { name: 'Pause' })).toBeEnabled();
});
