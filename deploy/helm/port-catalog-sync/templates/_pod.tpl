{{- /* The pod, of the Deployment and of the CronJob alike. */}}
{{- define "port-catalog-sync.pod" -}}
metadata:
  annotations:
    checksum/config: {{ include (print $.Template.BasePath "/configmap.yaml") . | sha256sum }}
    checksum/secret: {{ include (print $.Template.BasePath "/secret.yaml") . | sha256sum }}
    checksum/certificate: {{ include (print $.Template.BasePath "/certificate-secret.yaml") . | sha256sum }}
    {{- with .Values.podAnnotations }}
    {{- toYaml . | nindent 4 }}
    {{- end }}
  labels:
    {{- include "port-catalog-sync.labels" . | nindent 4 }}
    {{- if .Values.workloadIdentity.clientId }}
    azure.workload.identity/use: "true"
    {{- end }}
spec:
  {{- if include "port-catalog-sync.hasServiceAccount" . }}
  serviceAccountName: {{ include "port-catalog-sync.serviceAccountName" . }}
  {{- end }}
  automountServiceAccountToken: false
  # Kubernetes' variables for Services would be taken for inputs.
  enableServiceLinks: false
  terminationGracePeriodSeconds: {{ .Values.terminationGracePeriodSeconds }}
  {{- if not (include "port-catalog-sync.isDeployment" .) }}
  restartPolicy: Never
  {{- end }}
  {{- with .Values.imagePullSecrets }}
  imagePullSecrets:
    {{- toYaml . | nindent 4 }}
  {{- end }}
  {{- with .Values.priorityClassName }}
  priorityClassName: {{ . | quote }}
  {{- end }}
  dnsPolicy: {{ .Values.dnsPolicy }}
  {{- with .Values.dnsConfig }}
  dnsConfig:
    {{- toYaml . | nindent 4 }}
  {{- end }}
  securityContext:
    {{- toYaml .Values.podSecurityContext | nindent 4 }}
  {{- with .Values.extraInitContainers }}
  initContainers:
    {{- tpl (toYaml .) $ | nindent 4 }}
  {{- end }}
  containers:
    - name: port-catalog-sync
      image: {{ include "port-catalog-sync.image" . | quote }}
      imagePullPolicy: {{ .Values.imagePullPolicy }}
      args:
        {{- if include "port-catalog-sync.isDeployment" . }}
        - serve
        {{- else if .Values.inputs.mode }}
        - {{ printf "--mode=%s" .Values.inputs.mode | quote }}
        {{- else }}
        - sync
        {{- end }}
      workingDir: /tmp/ocean
      securityContext:
        {{- toYaml .Values.containerSecurityContext | nindent 8 }}
      resources:
        {{- toYaml .Values.resources | nindent 8 }}
      env:
        - name: TMPDIR
          value: /tmp/ocean
        {{- if .Values.selfSignedCertificate.enabled }}
        - name: SSL_CERT_FILE
          value: /usr/local/share/ca-certificates/cert.crt
        {{- end }}
        {{- with .Values.extraEnv }}
        {{- tpl (toYaml .) $ | nindent 8 }}
        {{- end }}
      envFrom:
        - configMapRef:
            name: {{ include "port-catalog-sync.fullname" . }}
        {{- range include "port-catalog-sync.secretNames" . | fromJsonArray }}
        - secretRef:
            name: {{ . }}
        {{- end }}
      {{- if include "port-catalog-sync.isDeployment" . }}
      ports:
        - name: http
          containerPort: 8000
          protocol: TCP
        {{- if not .Values.status.password }}
        - name: status
          containerPort: {{ .Values.status.port }}
          protocol: TCP
        {{- end }}
      {{- with .Values.livenessProbe }}
      {{- if .enabled }}
      livenessProbe:
        httpGet:
          path: /health/live
          port: http
        {{- toYaml (omit . "enabled") | nindent 8 }}
      {{- end }}
      {{- end }}
      {{- with .Values.readinessProbe }}
      {{- if .enabled }}
      readinessProbe:
        httpGet:
          path: /health/ready
          port: http
        {{- toYaml (omit . "enabled") | nindent 8 }}
      {{- end }}
      {{- end }}
      {{- end }}
      volumeMounts:
        - name: temporary
          mountPath: /tmp/ocean
        {{- if .Values.selfSignedCertificate.enabled }}
        - name: certificate
          mountPath: /usr/local/share/ca-certificates
          readOnly: true
        {{- end }}
        {{- with .Values.extraVolumeMounts }}
        {{- tpl (toYaml .) $ | nindent 8 }}
        {{- end }}
  volumes:
    - name: temporary
      emptyDir:
        sizeLimit: {{ .Values.temporarySize }}
    {{- if .Values.selfSignedCertificate.enabled }}
    - name: certificate
      secret:
        {{- if .Values.selfSignedCertificate.secret.useExistingSecret }}
        secretName: {{ required "selfSignedCertificate.secret.name: name the Secret" .Values.selfSignedCertificate.secret.name }}
        {{- else }}
        secretName: {{ include "port-catalog-sync.fullname" . }}-certificate
        {{- end }}
        items:
          - key: {{ if .Values.selfSignedCertificate.secret.useExistingSecret }}{{ .Values.selfSignedCertificate.secret.key }}{{ else }}crt{{ end }}
            path: cert.crt
    {{- end }}
    {{- with .Values.extraVolumes }}
    {{- tpl (toYaml .) $ | nindent 4 }}
    {{- end }}
  {{- with .Values.nodeSelector }}
  nodeSelector:
    {{- toYaml . | nindent 4 }}
  {{- end }}
  {{- with .Values.affinity }}
  affinity:
    {{- toYaml . | nindent 4 }}
  {{- end }}
  {{- with .Values.tolerations }}
  tolerations:
    {{- toYaml . | nindent 4 }}
  {{- end }}
{{- end }}
