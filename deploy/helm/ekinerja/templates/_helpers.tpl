{{- /* Names, labels, and what pods of every kind have in common. */ -}}

{{- define "ekinerja.services" -}}planning realization evidence evaluation notify{{- end }}

{{- define "ekinerja.fullname" -}}
{{- if contains .Chart.Name .Release.Name }}{{ .Release.Name | trunc 40 | trimSuffix "-" }}
{{- else }}{{ printf "%s-%s" .Release.Name .Chart.Name | trunc 40 | trimSuffix "-" }}{{ end }}
{{- end }}

{{- define "ekinerja.image" -}}
{{ .Values.image.repository }}:{{ .Values.image.tag | default .Chart.AppVersion }}
{{- end }}

{{- /* (dict "root" $ "service" name "role" "api") -> what selects the pods; never changes in a release's life */ -}}
{{- define "ekinerja.selector" -}}
app.kubernetes.io/name: ekinerja
app.kubernetes.io/instance: {{ .root.Release.Name | quote }}
{{- with .service }}
ekinerja/service: {{ . }}
{{- end }}
app.kubernetes.io/component: {{ .role }}
{{- end }}

{{- define "ekinerja.labels" -}}
{{ include "ekinerja.selector" . }}
app.kubernetes.io/version: {{ .root.Values.image.tag | default .root.Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .root.Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .root.Chart.Name .root.Chart.Version }}
{{- end }}

{{- /* The settings of `api` or `worker`, the service's own winning: (dict "root" $ "service" name "role" "api") -> JSON */ -}}
{{- define "ekinerja.process" -}}
{{- $own := get (index .root.Values.services .service) .role | default (dict) -}}
{{- mergeOverwrite (deepCopy (index .root.Values .role)) (deepCopy $own) | toJson -}}
{{- end }}

{{- /* Environment that is no secret, one list for the ConfigMap and for the jobs, which run before it is there. */ -}}
{{- define "ekinerja.settings" -}}
{{- range $name, $value := .Values.settings }}
{{- /* a large whole number would else be printed as 2e+07 */}}
EKINERJA_{{ $name }}: {{ if kindIs "float64" $value }}{{ $value | int64 | quote }}{{ else }}{{ $value | quote }}{{ end }}
{{- end }}
EKINERJA_AGENCY: {{ .Values.agency | quote }}
EKINERJA_ISSUER: {{ .Values.issuer | quote }}
EKINERJA_KAFKA: {{ .Values.kafka.addresses | nospace | quote }}
EKINERJA_KAFKA_SECURITY: {{ .Values.kafka.security | quote }}
{{- with .Values.kafka.username }}
EKINERJA_KAFKA_USERNAME: {{ . | quote }}
{{- end }}
{{- if .Values.kafka.caSecret }}
EKINERJA_KAFKA_CA_FILE: /etc/ekinerja/kafka/ca.crt
{{- end }}
{{- with .Values.database.sslmode }}
PGSSLMODE: {{ . | quote }}
{{- end }}
{{- if .Values.database.caSecret }}
PGSSLROOTCERT: /etc/ekinerja/database/ca.crt
{{- end }}
{{- end }}

{{- /* Environment from Secrets: (dict "root" $ "service" name; "" for none) */ -}}
{{- define "ekinerja.secretEnv" -}}
{{- with .service }}
- name: EKINERJA_DATABASE
  valueFrom: {secretKeyRef: {name: {{ (index $.root.Values.services .).databaseSecret | quote }}, key: url}}
{{- end }}
{{- with .root.Values.kafka.passwordSecret }}
- name: EKINERJA_KAFKA_PASSWORD
  valueFrom: {secretKeyRef: {name: {{ . | quote }}, key: password}}
{{- end }}
{{- end }}

{{- define "ekinerja.mounts" -}}
- {name: tmp, mountPath: /tmp}
{{- if .Values.kafka.caSecret }}
- {name: kafka-ca, mountPath: /etc/ekinerja/kafka, readOnly: true}
{{- end }}
{{- if .Values.database.caSecret }}
- {name: database-ca, mountPath: /etc/ekinerja/database, readOnly: true}
{{- end }}
{{- end }}

{{- /* Room for as many uploads as a process takes at once, and 64 MiB for whatever else; a pod that uses more is
       evicted. The defaults are those of chassis/settings.py. */ -}}
{{- define "ekinerja.spool" -}}
{{- $bytes := .Values.settings.EVIDENCE_MAX_BYTES | default 20971520 | int64 -}}
{{- $uploads := .Values.settings.EVIDENCE_UPLOADS | default 16 | int64 -}}
{{ add (div (mul $bytes $uploads) 1048576) 65 }}Mi
{{- end }}

{{- define "ekinerja.volumes" -}}
- name: tmp                 # uploads in hand lie here
  emptyDir: {sizeLimit: {{ include "ekinerja.spool" . }}}
{{- with .Values.kafka.caSecret }}
- {name: kafka-ca, secret: {secretName: {{ . | quote }}}}
{{- end }}
{{- with .Values.database.caSecret }}
- {name: database-ca, secret: {secretName: {{ . | quote }}}}
{{- end }}
{{- end }}

{{- /* Pod settings of processes and jobs alike. enableServiceLinks: else Kubernetes adds variables such as
       EKINERJA_NOTIFY_PORT for Services of this release, beside our own settings. */ -}}
{{- define "ekinerja.pod" -}}
automountServiceAccountToken: {{ if .Values.serviceAccount }}true{{ else }}false{{ end }}
{{- with .Values.serviceAccount }}
serviceAccountName: {{ . | quote }}
{{- end }}
enableServiceLinks: false
{{- with .Values.image.pullSecrets }}
imagePullSecrets:
  {{- range . }}
  - name: {{ . | quote }}
  {{- end }}
{{- end }}
securityContext:
  runAsNonRoot: true
  runAsUser: 10001
  runAsGroup: 10001
  fsGroup: 10001
  fsGroupChangePolicy: OnRootMismatch
  seccompProfile: {type: RuntimeDefault}
{{- with .Values.nodeSelector }}
nodeSelector: {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .Values.tolerations }}
tolerations: {{- toYaml . | nindent 2 }}
{{- end }}
{{- end }}

{{- define "ekinerja.container" -}}
image: {{ include "ekinerja.image" . | quote }}
imagePullPolicy: {{ .Values.image.pullPolicy }}
securityContext:
  allowPrivilegeEscalation: false
  readOnlyRootFilesystem: true
  capabilities: {drop: [ALL]}
{{- end }}
