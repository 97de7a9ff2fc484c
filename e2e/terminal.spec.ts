/** The terminal, by keyboard only. */
import { AxeBuilder } from '@axe-core/playwright';
import { expect, type Locator, type Page, test } from '@playwright/test';
import { openLab, runVeryFast } from './lab';

const drawer = (page: Page): Locator => page.getByRole('region', { name: 'Terminal' });

/** What is on the screen, as a screen reader finds it. */
const screen = (page: Page): Locator => drawer(page).locator('.xterm-accessibility-tree');

/** Opens the terminal by its key, and waits for the prompt. */
async function openTerminal(page: Page): Promise<void> {
  await page.keyboard.press('`');
  await expect(screen(page)).toContainText('root@control-plane:~#');
  await expect(drawer(page).getByRole('textbox', { name: 'Shell' })).toBeFocused();
}

async function type(page: Page, line: string): Promise<void> {
  await page.keyboard.type(line);
  await page.keyboard.press('Enter');
}

test.describe('the terminal', () => {
  test('runs kubectl and the text tools on the cluster of the picture', async ({ page }) => {
    await openLab(page, { scene: 'web' });
    await openTerminal(page);
    await type(page, 'kubectl get nodes');
    await expect(screen(page)).toContainText('worker-3');
    await type(page, "k get pods -o name | grep -c '^pod/web-' | sed s/^/found=/");
    await expect(screen(page)).toContainText('found=3');
  });

  test('what it does is seen in the picture', async ({ page }) => {
    await openLab(page);
    await runVeryFast(page);
    await openTerminal(page);
    await type(page, 'kubectl create deployment shop --image=nginx:1.27 --replicas=2');
    await expect(screen(page)).toContainText('deployment.apps/shop created');
    await expect(page.getByRole('button', { name: /^shop\b/ }).first()).toBeVisible();
  });

  test('prints a watch as it comes, and Ctrl-C ends it with 130', async ({ page }) => {
    await openLab(page, { scene: 'web' });
    await openTerminal(page);
    await type(page, 'while sleep 1; do echo tick; done');
    await expect(screen(page)).toContainText('tick');
    await page.keyboard.press('Control+c');
    await expect(screen(page)).toContainText('^C');
    await type(page, 'echo code=$?');
    await expect(screen(page)).toContainText('code=130');
    await type(page, 'kubectl get pods -w');
    await expect(screen(page)).toContainText('Running');
    await page.keyboard.press('Control+c');
    await type(page, 'echo again');
    await expect(screen(page).getByText('again', { exact: true })).toBeVisible();
  });

  test('edits the line: history, search, Tab, several lines', async ({ page }) => {
    await openLab(page);
    await openTerminal(page);
    await type(page, 'echo first-$((1+1))');
    await expect(screen(page)).toContainText('first-2');
    await type(page, 'clear');
    await page.keyboard.press('Control+r');
    await page.keyboard.type('first');
    await expect(screen(page)).toContainText("(reverse-i-search)`first'");
    await page.keyboard.press('Enter');
    await expect(screen(page)).toContainText('first-2');
    await page.keyboard.type('cat man');
    await page.keyboard.press('Tab');
    await page.keyboard.type('dep');
    await page.keyboard.press('Tab');
    await expect(screen(page)).toContainText('cat manifests/deployment.yaml');
    await page.keyboard.press('Control+u');
    await type(page, 'for i in a b; do');
    await type(page, 'echo loop-$i');
    await type(page, 'done');
    await expect(screen(page)).toContainText('loop-b');
  });

  test('keeps its shell while it is closed, and gives the focus back', async ({ page }) => {
    await openLab(page);
    await page.getByRole('button', { name: 'Terminal' }).focus();
    await openTerminal(page);
    await type(page, 'cd manifests; kept=yes');
    await page.keyboard.press('Escape');
    await page.keyboard.press('Escape');
    await expect(page.getByRole('button', { name: 'Terminal', exact: true })).toBeFocused();
    await page.keyboard.press('`');
    await expect(drawer(page)).toBeHidden();
    await page.keyboard.press('`');
    await type(page, 'echo $kept in $PWD');
    await expect(screen(page)).toContainText('yes in /root/manifests');
  });

  test('is resized by the arrow keys', async ({ page }) => {
    await openLab(page);
    await openTerminal(page);
    const handle = page.getByRole('separator', { name: 'Height of the terminal' });
    const before = Number(await handle.getAttribute('aria-valuenow'));
    await handle.focus();
    await page.keyboard.press('ArrowUp');
    await expect(handle).toHaveAttribute('aria-valuenow', String(before + 24));
    await page.keyboard.press('Home');
    await expect(handle).toHaveAttribute('aria-valuenow', '120');
  });

  test('has no accessibility faults, light and dark', async ({ page }) => {
    await openLab(page);
    await openTerminal(page);
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      const { violations } = await new AxeBuilder({ page }).include('.terminal').analyze();
      expect(violations).toEqual([]);
    }
  });
});
