/** Containers and what is inside them. Models api/core/v1/types.go. See schema.ts for the notation. */
export const CONTAINER_STRUCTS = {
  Container: `
    name! image command:[] args:[] workingDir ports:[]ContainerPort envFrom@19:[]EnvFromSource
    env@7:[]EnvVar resources!:ResourceRequirements resizePolicy@23:[]ContainerResizePolicy
    restartPolicy*:~v1.ContainerRestartPolicy volumeMounts@9:[]VolumeMount volumeDevices@21:[]VolumeDevice
    livenessProbe*@10:Probe readinessProbe*:Probe startupProbe*@22:Probe lifecycle*@12:Lifecycle
    terminationMessagePath terminationMessagePolicy@20:~v1.TerminationMessagePolicy
    imagePullPolicy@14:~v1.PullPolicy securityContext*:SecurityContext stdin:bool stdinOnce:bool tty:bool`,
  EphemeralContainer: `
    name!@1.1 image command:[] args:[] workingDir ports:[]ContainerPort envFrom@1.19:[]EnvFromSource
    env@1.7:[]EnvVar resources!:ResourceRequirements resizePolicy@1.23:[]ContainerResizePolicy
    restartPolicy*:~v1.ContainerRestartPolicy volumeMounts@1.9:[]VolumeMount
    volumeDevices@1.21:[]VolumeDevice livenessProbe*@1.10:Probe readinessProbe*:Probe
    startupProbe*@1.22:Probe lifecycle*@1.12:Lifecycle terminationMessagePath
    terminationMessagePolicy@1.20:~v1.TerminationMessagePolicy imagePullPolicy@1.14:~v1.PullPolicy
    securityContext*:SecurityContext stdin:bool stdinOnce:bool tty:bool targetContainerName@2`,
  ContainerPort: 'name hostPort:int32 containerPort!:int32 protocol:~v1.Protocol hostIP',
  EnvFromSource: 'prefix configMapRef*:ConfigMapEnvSource secretRef*:SecretEnvSource',
  ConfigMapEnvSource: 'name@1.1 optional*@2:bool',
  SecretEnvSource: 'name@1.1 optional*@2:bool',
  EnvVar: 'name! value valueFrom*:EnvVarSource',
  EnvVarSource: `
    fieldRef*:ObjectFieldSelector resourceFieldRef*:ResourceFieldSelector
    configMapKeyRef*:ConfigMapKeySelector secretKeyRef*:SecretKeySelector`,
  ObjectFieldSelector: 'apiVersion fieldPath!',
  ResourceFieldSelector: 'containerName resource! divisor:Quantity',
  ConfigMapKeySelector: 'name@1.1 key!@2 optional*:bool',
  SecretKeySelector: 'name@1.1 key!@2 optional*:bool',
  ResourceRequirements: 'limits:ResourceList requests:ResourceList claims:[]ResourceClaim',
  ResourceClaim: 'name! request',
  ContainerResizePolicy: 'resourceName!:~v1.ResourceName restartPolicy!:~v1.ResourceResizeRestartPolicy',
  VolumeMount: `
    name! readOnly:bool recursiveReadOnly*@7:~v1.RecursiveReadOnlyMode mountPath!@3 subPath
    mountPropagation*:~v1.MountPropagationMode subPathExpr`,
  VolumeDevice: 'name! devicePath!',
  Probe: `
    exec*@1.1:ExecAction httpGet*:HTTPGetAction tcpSocket*:TCPSocketAction grpc*:GRPCAction
    initialDelaySeconds@2:int32 timeoutSeconds:int32 periodSeconds:int32 successThreshold:int32
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
    windowsOptions*@10:WindowsSecurityContextOptions runAsUser*@4:int64 runAsGroup*@8:int64
    runAsNonRoot*@5:bool readOnlyRootFilesystem*:bool allowPrivilegeEscalation*:bool
    procMount*@9:~v1.ProcMountType seccompProfile*@11:SeccompProfile appArmorProfile*:AppArmorProfile`,
  Capabilities: 'add:[]~v1.Capability drop:[]~v1.Capability',
  SELinuxOptions: 'user role type level',
  WindowsSecurityContextOptions: `
    gmsaCredentialSpecName* gmsaCredentialSpec* runAsUserName* hostProcess*:bool`,
  SeccompProfile: 'type!:~v1.SeccompProfileType localhostProfile*',
  AppArmorProfile: 'type!:~v1.AppArmorProfileType localhostProfile*',
} as const;
