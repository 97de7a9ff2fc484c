/**
 * The page's own server brings the bridge along, which is TypeScript: Vite bundles its configuration, as it does by
 * default, and need not warn that another way of loading it could not.
 */
process.env['VITE_CONFIG_NATIVE_IGNORE_WARNING'] = 'true';
