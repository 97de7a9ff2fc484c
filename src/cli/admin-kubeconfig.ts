/** The kubeconfig that kubeadm leaves to the administrator, without its certificates: the page's kubectl needs none. */
export const adminKubeconfig = (server: string): string => `apiVersion: v1
clusters:
- cluster:
    server: ${server}
  name: kubernetes
contexts:
- context:
    cluster: kubernetes
    user: kubernetes-admin
  name: kubernetes-admin@kubernetes
current-context: kubernetes-admin@kubernetes
kind: Config
preferences: {}
users:
- name: kubernetes-admin
  user: {}
`;
