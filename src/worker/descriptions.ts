/** The descriptions of fields, for `explain` and the editor: a script of its own, loaded when first asked for. */
import type { DoorHost } from '../engine/door/host';

type Descriptions = Parameters<Parameters<DoorHost['loadDescriptions']>[0]>[0];

let loaded: Promise<Descriptions> | undefined;

/** Null when the script cannot be had (no network): asked again next time. */
async function load(): Promise<Descriptions> {
  try {
    return (await import('virtual:field-descriptions')).default;
  } catch {
    loaded = undefined;
    return null;
  }
}

export const loadDescriptions: DoorHost['loadDescriptions'] = (done) => {
  void (async () => {
    loaded ??= load();
    done(await loaded);
  })();
};
