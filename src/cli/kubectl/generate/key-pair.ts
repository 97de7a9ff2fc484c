/** Whether a certificate and a key can be a pair. Models crypto/tls.X509KeyPair as far as its PEM blocks. */
import { KubectlError } from '../errors';

const BLOCK = /-----BEGIN ([A-Z0-9 ]+)-----[\s\S]*?-----END \1-----/g;

function blocksOf(text: string): readonly string[] {
  return [...text.matchAll(BLOCK)].map(([, type = '']) => type);
}

function isKey(type: string): boolean {
  return type === 'PRIVATE KEY' || type.endsWith(' PRIVATE KEY');
}

/**
 * Throws when one of them cannot be what it should. Simplified: that the key belongs to the certificate is not computed.
 */
export function checkKeyPair(cert: string, key: string): void {
  const certBlocks = blocksOf(cert);
  if (!certBlocks.includes('CERTIFICATE')) {
    if (certBlocks.length === 0)
      throw new KubectlError('tls: failed to find any PEM data in certificate input');
    const isSwapped = certBlocks.length === 1 && isKey(certBlocks[0] ?? '');
    throw new KubectlError(
      isSwapped
        ? 'tls: failed to find certificate PEM data in certificate input, but did find a private key; PEM inputs may have been switched'
        : `tls: failed to find "CERTIFICATE" PEM block in certificate input after skipping PEM blocks of the following types: [${certBlocks.join(' ')}]`,
    );
  }
  const keyBlocks = blocksOf(key);
  if (keyBlocks.some(isKey)) return;
  if (keyBlocks.length === 0) throw new KubectlError('tls: failed to find any PEM data in key input');
  const isSwapped = keyBlocks.length === 1 && keyBlocks[0] === 'CERTIFICATE';
  throw new KubectlError(
    isSwapped
      ? 'tls: found a certificate rather than a key in the PEM for the private key'
      : `tls: failed to find PEM block with type ending in "PRIVATE KEY" in key input after skipping PEM blocks of the following types: [${keyBlocks.join(' ')}]`,
  );
}
