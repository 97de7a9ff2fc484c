/** Containers and what is inside them. Models api/core/v1/types.go. See schema.ts for the notation. */
export const CONTAINER_STRUCTS = {
  Container: `
    name! image command:[] args:[] workingDir ports:[]ContainerPort envFrom:[]EnvFromSource env:[]EnvVar
    resources!:ResourceRequirements resizePolicy:[]ContainerResizePolicy
    restartPolicy*:~v1.ContainerRestartPolicy volumeMounts:[]VolumeMount volumeDevices:[]VolumeDevice
    livenessProbe*:Probe readinessProbe*:Probe startupProbe*:Probe lifecycle*:Lifecycle
    terminationMessagePath terminationMessagePolicy:~v1.TerminationMessagePolicy
    imagePullPolicy:~v1.PullPolicy securityContext*:SecurityContext stdin:bool stdinOnce:bool tty:bool`,
  EphemeralContainer: `
    name! image command:[] args:[] workingDir ports:[]ContainerPort envFrom:[]EnvFromSource env:[]EnvVar
    resources!:ResourceRequirements resizePolicy:[]ContainerResizePolicy
    restartPolicy*:~v1.ContainerRestartPolicy volumeMounts:[]VolumeMount volumeDevices:[]VolumeDevice
    livenessProbe*:Probe readinessProbe*:Probe startupProbe*:Probe lifecycle*:Lifecycle
    terminationMessagePath terminationMessagePolicy:~v1.TerminationMessagePolicy
    imagePullPolicy:~v1.PullPolicy securityContext*:SecurityContext stdin:bool stdinOnce:bool tty:bool
    targetContainerName`,
  ContainerPort: 'name hostPort:int32 containerPort!:int32 protocol:~v1.Protocol hostIP',
  EnvFromSource: 'prefix configMapRef*:ConfigMapEnvSource secretRef*:SecretEnvSource',
  ConfigMapEnvSource: 'name optional*:bool',
  SecretEnvSource: 'name optional*:bool',
  EnvVar: 'name! value valueFrom*:EnvVarSource',
  EnvVarSource: `
    fieldRef*:ObjectFieldSelector resourceFieldRef*:ResourceFieldSelector
    configMapKeyRef*:ConfigMapKeySelector secretKeyRef*:SecretKeySelector`,
  ObjectFieldSelector: 'apiVersion fieldPath!',
  ResourceFieldSelector: 'containerName resource! divisor:Quantity',
  ConfigMapKeySelector: 'name key! optional*:bool',
  SecretKeySelector: 'name key! optional*:bool',
  ResourceRequirements: 'limits:ResourceList requests:ResourceList claims:[]ResourceClaim',
  ResourceClaim: 'name! request',
  ContainerResizePolicy: 'resourceName!:~v1.ResourceName restartPolicy!:~v1.ResourceResizeRestartPolicy',
  VolumeMount: `
    name! readOnly:bool recursiveReadOnly*:~v1.RecursiveReadOnlyMode mountPath! subPath
    mountPropagation*:~v1.MountPropagationMode subPathExpr`,
  VolumeDevice: 'name! devicePath!',
  Probe: `
    exec*:ExecAction httpGet*:HTTPGetAction tcpSocket*:TCPSocketAction grpc*:GRPCAction
    initialDelaySeconds:int32 timeoutSeconds:int32 periodSeconds:int32 successThreshold:int32
    failureThreshold:int32 terminationGracePeriodSeconds*:int64`,
  ExecAction: 'command:[]',
  HTTPGetAction: 'path port!:IntOrString host scheme:~v1.URIScheme httpHeaders:[]HTTPHeader',
  HTTPHeader: 'name! value!',
  TCPSocketAction: 'port!:IntOrString host',
  GRPCAction: 'port!:int32 service*',
  Lifecycle: 'postStart*:LifecycleHandler preStop*:LifecycleHandler stopSignal*:~v1.Signal',
  LifecycleHandler: 'exec*:ExecAction httpGet*:HTTPGetAction tcpSocket*:TCPSocketAction sleep*:SleepAction',
  SleepAction: 'seconds!:int64',
  SecurityContext: `
    capabilities*:Capabilities privileged*:bool seLinuxOptions*:SELinuxOptions
    windowsOptions*:WindowsSecurityContextOptions runAsUser*:int64 runAsGroup*:int64 runAsNonRoot*:bool
    readOnlyRootFilesystem*:bool allowPrivilegeEscalation*:bool procMount*:~v1.ProcMountType
    seccompProfile*:SeccompProfile appArmorProfile*:AppArmorProfile`,
  Capabilities: 'add:[]~v1.Capability drop:[]~v1.Capability',
  SELinuxOptions: 'user role type level',
  WindowsSecurityContextOptions: `
    gmsaCredentialSpecName* gmsaCredentialSpec* runAsUserName* hostProcess*:bool`,
  SeccompProfile: 'type!:~v1.SeccompProfileType localhostProfile*',
  AppArmorProfile: 'type!:~v1.AppArmorProfileType localhostProfile*',
} as const;
