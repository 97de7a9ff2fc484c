import { expect, type Page, test } from '@playwright/test';
import { expectRunning, inspector, openLab, podsInPicture, runFast, startWeb } from './lab';

/** Fails when the page can be scrolled sideways or down. */
async function expectNoScroll(page: Page): Promise<void> {
  const overflow = await page.evaluate(() => {
    const { scrollWidth, scrollHeight, clientWidth, clientHeight } = document.documentElement;
    return [scrollWidth - clientWidth, scrollHeight - clientHeight];
  });
  expect(overflow).toEqual([0, 0]);
}

test('on a projector everything essential is visible at once', async ({ page }) => {
  await page.setViewportSize({ width: 1280, height: 720 });
  await openLab(page);
  await startWeb(page);
  await expectNoScroll(page);
  const essentials = [
    page.getByRole('button', { name: 'Apply a manifest' }),
    page.getByRole('button', { name: /^Undo/ }),
    page.getByRole('button', { name: 'Reset', exact: true }),
    page.getByRole('button', { name: 'Pause' }),
    page.getByRole('slider', { name: 'Speed' }),
    page.getByRole('timer'),
    page.getByRole('region', { name: 'What just happened' }),
    page.getByRole('list', { name: 'Pods by status' }),
    page.getByRole('button', { name: /^kube-apiserver/ }),
    page.getByRole('button', { name: /^etcd/ }),
    ...['worker-1', 'worker-2', 'worker-3'].map((name) =>
      page.getByRole('button', { name: new RegExp(`^${name}`) }),
    ),
    podsInPicture(page, 'web').first(),
  ];
  for (const essential of essentials) await expect(essential.first()).toBeInViewport({ ratio: 0.99 });
});

test.describe('on a phone', () => {
  test.use({ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });

  test('a manifest is applied and a pod is killed by touch', async ({ page }) => {
    await openLab(page);
    await expectNoScroll(page);
    await runFast(page);
    await page.getByRole('button', { name: 'Apply a manifest' }).tap();
    await page.getByRole('button', { name: 'Three web servers' }).tap();
    await page.getByRole('button', { name: 'Apply', exact: true }).tap();
    await expectRunning(page, 'hello', 3);
    await page.getByRole('button', { name: 'Show the cluster in words' }).tap();
    const pod = inspector(page)
      .getByRole('button', { name: /^hello-/ })
      .first();
    const victim = ((await pod.textContent()) ?? '').trim();
    await pod.tap();
    await inspector(page).getByRole('button', { name: 'Delete the pod' }).tap();
    await expect(page.getByRole('button', { name: new RegExp(`^Pod ${victim},`) })).toHaveCount(0, {
      timeout: 30_000,
    });
    await expectRunning(page, 'hello', 3);
    await expectNoScroll(page);
  });

  test('controls are large enough for a finger', async ({ page }) => {
    await openLab(page);
    const controls = page.locator('header button, footer button, aside button').filter({ visible: true });
    for (const control of await controls.all()) {
      const box = await control.boundingBox();
      const name = await control.evaluate(
        (element) => element.getAttribute('aria-label') ?? element.textContent,
      );
      expect(Math.min(box?.width ?? 0, box?.height ?? 0), name ?? '').toBeGreaterThanOrEqual(43.5);
    }
  });
});

test('the theme follows the system until it is chosen, and the choice is remembered', async ({ page }) => {
  await page.emulateMedia({ colorScheme: 'dark' });
  await openLab(page);
  const html = page.locator('html');
  await expect(html).toHaveAttribute('data-theme', 'dark');
  await page.getByRole('button', { name: 'Theme: change to light' }).click();
  await expect(html).toHaveAttribute('data-theme', 'light');
  await page.reload();
  await expect(html).toHaveAttribute('data-theme', 'light');
  await page.getByRole('button', { name: /^Theme/ }).click();
  await page.emulateMedia({ colorScheme: 'light' });
  await expect(html).toHaveAttribute('data-theme', 'light');
});
