/** The release that everything of the cluster says it is. */
export const KUBERNETES_VERSION = 'v1.33.4';
