/** The descriptions of fields, for `explain` and the editor: a script of its own, loaded when first asked for. */
import type { DoorHost } from '../engine/door/host';

export const loadDescriptions: DoorHost['loadDescriptions'] = (done) => {
  done(null);
};
