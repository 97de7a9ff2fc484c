/** Models kubectl/pkg/describe (DescribePodTemplate). */
import type { Fields } from '../fields';
import { writeContainers } from './containers';
import { writeAnnotations, writeLabels, writeTolerations } from './labels';
import { writeSpread } from './pod';
import { writeVolumes } from './volumes';
import type { DescribeWriter } from './writer';

export function writePodTemplate(w: DescribeWriter, template: Fields): void {
  w.line(0, 'Pod Template:');
  if (!template.exists) {
    w.write(1, '<unset>');
    return;
  }
  writeLabels(w, '  Labels', template.labels);
  if (Object.keys(template.annotations).length > 0) {
    writeAnnotations(w, '  Annotations', template.annotations);
  }
  const optional = (label: string, path: string) => {
    if (template.text(path) !== '') w.row(1, label, template.text(path));
  };
  optional('Service Account', 'spec.serviceAccountName');
  for (const [label, path] of [
    ['Init Containers', 'spec.initContainers'],
    ['Containers', 'spec.containers'],
  ] as const) {
    const containers = template.list(path);
    if (containers.length === 0 && label === 'Init Containers') continue;
    writeContainers(w, { label, containers, statuses: [], pod: null, space: '  ' });
  }
  writeVolumes(w, template.list('spec.volumes'), '  ');
  writeSpread(w, template.list('spec.topologySpreadConstraints'), '  ');
  optional('Priority Class Name', 'spec.priorityClassName');
  writeLabels(w, '  Node-Selectors', template.map('spec.nodeSelector'));
  writeTolerations(w, '  Tolerations', template.list('spec.tolerations'));
}
