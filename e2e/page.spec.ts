import { expect, test } from '@playwright/test';

test.describe('the built page', () => {
  test('opens without an error, and asks nobody else for anything', async ({ page, baseURL }) => {
    const problems: string[] = [];
    page.on('pageerror', (error) => problems.push(`error: ${error.message}`));
    page.on('console', (message) => {
      // A breach of the Content Security Policy is reported here, too.
      if (message.type() === 'error') problems.push(`console: ${message.text()}`);
    });
    page.on('request', (request) => {
      const url = request.url();
      const own = url.startsWith(baseURL ?? '') || /^(data|blob):/.test(url);
      if (!own) problems.push(`request: ${url}`);
    });

    await page.goto('./');

    await expect(page).toHaveTitle(/Kube Orrery/);
    await expect(page.locator('#root')).not.toBeEmpty();
    await page.waitForLoadState('networkidle');
    expect(problems).toEqual([]);
  });

  test('is governed by a Content Security Policy that refuses inline scripts', async ({ page }) => {
    await page.goto('./');

    const ran = await page.evaluate(() => {
      const script = document.createElement('script');
      script.textContent = 'document.documentElement.dataset.inlineScriptRan = "yes"';
      document.head.append(script);
      return document.documentElement.dataset['inlineScriptRan'] ?? 'no';
    });

    expect(ran).toBe('no');
  });
});
