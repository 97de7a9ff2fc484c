/** PodTemplate: a pod template on its own. Models pkg/apis/core. */
import { column, nameColumn } from './columns';
import type { FieldError } from './field-error';
import { under } from './job-template';
import type { ApiObject } from './meta';
import { plainKind } from './plain-kind';
import { defaultPodTemplate } from './pod-defaults';
import type { PodTemplateSpec } from './pod-types';
import { validatePodTemplate } from './pod-validation';
import { formatSelector } from './selector';
import { withFields } from './share';

export interface PodTemplate extends ApiObject {
  readonly template: PodTemplateSpec;
}

function validate({ template }: PodTemplate): readonly FieldError[] {
  return under('template', validatePodTemplate(template)).map((error) => ({
    ...error,
    field: error.field.replace(/^template\.template/, 'template'),
  }));
}

export const podTemplateKind = plainKind<PodTemplate>({
  group: '',
  kind: 'PodTemplate',
  resource: 'podtemplates',
  structs: { PodTemplate: 'metadata!:ObjectMeta template!:PodTemplateSpec' },
  hasGeneration: true,
  applyDefaults: (podTemplate) =>
    withFields(podTemplate, { template: defaultPodTemplate(podTemplate.template) }),
  validate,
  columns: [
    nameColumn,
    column('Containers', ({ template }) => template.spec.containers.map(({ name }) => name).join(',')),
    column('Images', ({ template }) => template.spec.containers.map(({ image }) => image ?? '').join(',')),
    column(
      'Pod Labels',
      ({ template }) => formatSelector({ matchLabels: template.metadata?.labels ?? {} }) || '<none>',
    ),
  ],
});
