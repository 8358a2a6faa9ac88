{{- /* The Deployment of one process: (dict "root" $ "service" name "role" "api"|"worker") */ -}}
{{- define "ekinerja.deployment" -}}
{{- $root := .root -}}
{{- $values := include "ekinerja.process" . | fromJson -}}
{{- $files := and (eq .service "evidence") (not $root.Values.evidence.store) -}}
{{- $shared := eq $root.Values.evidence.volume.accessMode "ReadWriteMany" -}}
apiVersion: apps/v1
kind: Deployment
metadata:
  name: {{ include "ekinerja.fullname" $root }}-{{ .service }}-{{ .role }}
  labels: {{- include "ekinerja.labels" . | nindent 4 }}
spec:
  replicas: {{ $values.replicas }}
  selector:
    matchLabels: {{- include "ekinerja.selector" . | nindent 6 }}
  strategy:
    {{- if and $files (not $shared) }}
    type: Recreate          # the volume goes to one node at a time
    {{- else if eq .role "api" }}
    rollingUpdate: {maxUnavailable: 0, maxSurge: 1}
    {{- else }}
    rollingUpdate: {maxUnavailable: 1, maxSurge: 0}   # its work waits in the log and the topics meanwhile
    {{- end }}
  template:
    metadata:
      labels:
        {{- include "ekinerja.labels" . | nindent 8 }}
        {{- with $root.Values.podLabels }}{{ toYaml . | nindent 8 }}{{ end }}
      annotations:
        # pods start anew when a setting changes
        checksum/settings: {{ include "ekinerja.settings" $root | sha256sum }}
        {{- with $root.Values.podAnnotations }}{{ toYaml . | nindent 8 }}{{ end }}
    spec:
      {{- include "ekinerja.pod" $root | nindent 6 }}
      terminationGracePeriodSeconds: 30   # preStop 5 s, then the process ends within 10 s of SIGTERM
      topologySpreadConstraints:
        - maxSkew: 1
          topologyKey: kubernetes.io/hostname
          whenUnsatisfiable: ScheduleAnyway
          labelSelector:
            matchLabels: {{- include "ekinerja.selector" . | nindent 14 }}
      {{- if and $files (not $shared) (eq .role "worker") }}
      affinity:               # the volume is on one node: the worker runs where the API has it
        podAffinity:
          requiredDuringSchedulingIgnoredDuringExecution:
            - topologyKey: kubernetes.io/hostname
              labelSelector:
                matchLabels: {{- include "ekinerja.selector" (dict "root" $root "service" "evidence" "role" "api") | nindent 18 }}
      {{- end }}
      containers:
        - name: {{ .role }}
          {{- include "ekinerja.container" $root | nindent 10 }}
          args: [serve, {{ .service }}, --role, {{ .role }}, --host, 0.0.0.0, --port, "8000"]
          ports: [{name: http, containerPort: 8000}]
          envFrom:
            - configMapRef: {name: {{ include "ekinerja.fullname" $root }}}
            {{- if and (eq .service "evidence") $root.Values.evidence.storeSecret }}
            - secretRef: {name: {{ $root.Values.evidence.storeSecret | quote }}}
            {{- end }}
          env:
            {{- include "ekinerja.secretEnv" (dict "root" $root "service" .service) | nindent 12 }}
            {{- if eq .service "evidence" }}
            - name: EKINERJA_EVIDENCE_STORE
              value: {{ $root.Values.evidence.store | default "file:///var/lib/ekinerja/evidence" | quote }}
            {{- end }}
          # /livez depends on nothing but the process, so a lost database restarts nobody; /readyz says who can work.
          startupProbe: {httpGet: {path: /livez, port: http}, periodSeconds: 2, failureThreshold: 90, timeoutSeconds: 2}
          livenessProbe: {httpGet: {path: /livez, port: http}, periodSeconds: 10, failureThreshold: 3, timeoutSeconds: 5}
          readinessProbe: {httpGet: {path: /readyz, port: http}, periodSeconds: 5, failureThreshold: 2, timeoutSeconds: 3}
          {{- if eq .role "api" }}
          lifecycle:
            preStop: {sleep: {seconds: 5}}   # until no Service sends requests here any more
          {{- end }}
          resources: {{- toYaml $values.resources | nindent 12 }}
          volumeMounts:
            {{- include "ekinerja.mounts" $root | nindent 12 }}
            {{- if $files }}
            - {name: evidence, mountPath: /var/lib/ekinerja/evidence}
            {{- end }}
      volumes:
        {{- include "ekinerja.volumes" $root | nindent 8 }}
        {{- if $files }}
        - name: evidence
          persistentVolumeClaim:
            claimName: {{ $root.Values.evidence.volume.existingClaim | default (printf "%s-evidence" (include "ekinerja.fullname" $root)) | quote }}
        {{- end }}
{{- end }}
