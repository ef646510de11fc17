{{- define "port-catalog-sync.name" -}}
{{- .Values.nameOverride | default .Chart.Name | trunc 63 | trimSuffix "-" }}
{{- end }}

{{- define "port-catalog-sync.fullname" -}}
{{- if .Values.fullnameOverride }}
{{- .Values.fullnameOverride | trunc 52 | trimSuffix "-" }}
{{- else }}
{{- $name := include "port-catalog-sync.name" . }}
{{- if contains $name .Release.Name }}
{{- .Release.Name | trunc 52 | trimSuffix "-" }}
{{- else }}
{{- printf "%s-%s" .Release.Name $name | trunc 52 | trimSuffix "-" }}
{{- end }}
{{- end }}
{{- end }}

{{- define "port-catalog-sync.selectorLabels" -}}
app.kubernetes.io/name: {{ include "port-catalog-sync.name" . }}
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end }}

{{- define "port-catalog-sync.labels" -}}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" | trunc 63 | trimSuffix "-" }}
{{ include "port-catalog-sync.selectorLabels" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
{{- with .Values.extraLabels }}
{{ toYaml . }}
{{- end }}
{{- end }}

{{- define "port-catalog-sync.image" -}}
{{- $image := .Values.image | default (printf "port-catalog-sync-azure-devops:%s" .Chart.AppVersion) }}
{{- if .Values.imageRegistry }}{{ trimSuffix "/" .Values.imageRegistry }}/{{ end }}{{ $image }}
{{- end }}

{{- /* The name of the Secret that is made here. */}}
{{- define "port-catalog-sync.secretName" -}}
{{- if and .Values.secret.name (kindIs "string" .Values.secret.name) }}{{ .Values.secret.name }}{{ else }}{{ include "port-catalog-sync.fullname" . }}{{ end }}
{{- end }}

{{- define "port-catalog-sync.secretNames" -}}
{{- if .Values.secret.create }}
{{- list (include "port-catalog-sync.secretName" .) | toJson }}
{{- else if kindIs "slice" .Values.secret.name }}
{{- .Values.secret.name | toJson }}
{{- else }}
{{- list (required "secret.name: name the Secret that has the variables, or set secret.create" .Values.secret.name) | toJson }}
{{- end }}
{{- end }}

{{- define "port-catalog-sync.hasServiceAccount" -}}
{{- if or .Values.podServiceAccount.create .Values.podServiceAccount.name .Values.workloadIdentity.clientId }}true{{ end }}
{{- end }}

{{- define "port-catalog-sync.makesServiceAccount" -}}
{{- if or .Values.podServiceAccount.create (and .Values.workloadIdentity.clientId (not .Values.podServiceAccount.name)) }}true{{ end }}
{{- end }}

{{- define "port-catalog-sync.serviceAccountName" -}}
{{- .Values.podServiceAccount.name | default (include "port-catalog-sync.fullname" .) }}
{{- end }}

{{- define "port-catalog-sync.isDeployment" -}}
{{- if eq .Values.workload.kind "Deployment" }}true{{ end }}
{{- end }}

{{- /* projects → PORT_SYNC_PROJECTS, failOn → PORT_SYNC_FAIL_ON */}}
{{- define "port-catalog-sync.inputName" -}}
PORT_SYNC_{{ . | snakecase | upper }}
{{- end }}

{{- /* A list or a map as JSON, all else as text. Whole numbers come as floating ones. */}}
{{- define "port-catalog-sync.text" -}}
{{- if or (kindIs "map" .) (kindIs "slice" .) }}{{ toJson . }}{{ else if kindIs "float64" . }}{{ if eq (floor .) . }}{{ int64 . }}{{ else }}{{ . }}{{ end }}{{ else }}{{ toString . }}{{ end }}
{{- end }}
