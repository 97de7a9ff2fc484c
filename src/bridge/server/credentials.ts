/** The certificate authority, the server's certificate and the bearer token of one run. Made at start, never kept. */
import { randomBytes } from 'node:crypto';
import { generate } from 'selfsigned';

export interface Credentials {
  /** PEM. For the kubeconfig: clients trust what this authority signed. */
  readonly caCertificate: string;
  /** PEM. For 127.0.0.1, localhost and ::1, and nothing else. */
  readonly certificate: string;
  /** PEM. */
  readonly privateKey: string;
  /** Whoever shows it is the cluster's administrator. */
  readonly token: string;
}

const HOUR_MS = 3_600_000;
/** A run that outlives its certificate is a year old. */
const VALID_MS = 365 * 24 * HOUR_MS;
const TOKEN_BYTES = 32;

const KEYS = { keyType: 'ec', curve: 'P-256', algorithm: 'sha256' } as const;

/** Makes new credentials: nothing from an earlier run opens this one. */
export async function makeCredentials(): Promise<Credentials> {
  const now = Date.now();
  const dates = { notBeforeDate: new Date(now - HOUR_MS), notAfterDate: new Date(now + VALID_MS) };
  const authority = await generate([{ name: 'commonName', value: 'kubernetes' }], {
    ...KEYS,
    ...dates,
    extensions: [
      { name: 'basicConstraints', cA: true, critical: true },
      { name: 'keyUsage', keyCertSign: true, digitalSignature: true, critical: true },
    ],
  });
  const server = await generate([{ name: 'commonName', value: 'kube-apiserver' }], {
    ...KEYS,
    ...dates,
    ca: { key: authority.private, cert: authority.cert },
    extensions: [
      { name: 'basicConstraints', cA: false, critical: true },
      { name: 'keyUsage', digitalSignature: true, critical: true },
      { name: 'extKeyUsage', serverAuth: true },
      {
        name: 'subjectAltName',
        altNames: [
          { type: 2, value: 'localhost' },
          { type: 7, ip: '127.0.0.1' },
          { type: 7, ip: '::1' },
        ],
      },
    ],
  });
  return {
    caCertificate: authority.cert,
    certificate: server.cert,
    privateKey: server.private,
    token: randomBytes(TOKEN_BYTES).toString('base64url'),
  };
}
