{{- /* Everything that is wrong, said at once, with what to set. What one key alone can tell is in values.schema.json. */ -}}
{{- define "ekinerja.validate" -}}
{{- $wrong := list -}}
{{- $v := .Values -}}
{{- if not $v.agency }}{{ $wrong = append $wrong "agency: set it to the one agency of this deployment, such as kanwil-contoh" }}{{ end -}}
{{- if not $v.issuer }}{{ $wrong = append $wrong "issuer: set it to the address of the OIDC issuer of the access tokens" }}{{ end -}}
{{- if not $v.kafka.addresses }}{{ $wrong = append $wrong "kafka.addresses: set it to Kafka's bootstrap servers, host:port, comma separated; the chart brings no Kafka" }}{{ end -}}
{{- range $service := splitList " " (include "ekinerja.services" .) -}}
{{- if not (index $v.services $service).databaseSecret }}{{ $wrong = append $wrong (printf "services.%s.databaseSecret: set it to the name of a Secret whose `url` is the address of the database of %s; the chart brings no database" $service $service) }}{{ end -}}
{{- end -}}
{{- if hasPrefix "SASL" $v.kafka.security -}}
{{- if not $v.kafka.username }}{{ $wrong = append $wrong (printf "kafka.username: set it, kafka.security is %s" $v.kafka.security) }}{{ end -}}
{{- if not $v.kafka.passwordSecret }}{{ $wrong = append $wrong (printf "kafka.passwordSecret: set it to the name of a Secret with `password`, kafka.security is %s" $v.kafka.security) }}{{ end -}}
{{- else if or $v.kafka.username $v.kafka.passwordSecret -}}
{{- $wrong = append $wrong (printf "kafka.security: %s sends no user and password; set SASL_SSL, or take away kafka.username and kafka.passwordSecret" $v.kafka.security) -}}
{{- end -}}
{{- if and $v.kafka.caSecret (not (hasSuffix "SSL" $v.kafka.security)) }}{{ $wrong = append $wrong (printf "kafka.security: %s checks no certificate; set SSL or SASL_SSL, or take away kafka.caSecret" $v.kafka.security) }}{{ end -}}
{{- $process := include "ekinerja.process" (dict "root" . "service" "evidence" "role" "api") | fromJson -}}
{{- if and (not $v.evidence.store) (ne $v.evidence.volume.accessMode "ReadWriteMany") (gt (int $process.replicas) 1) -}}
{{- $wrong = append $wrong (printf "evidence.volume.accessMode: %s is for one pod and %d are wanted; set evidence.store to an object store, or ReadWriteMany, or services.evidence.api.replicas to 1" $v.evidence.volume.accessMode (int $process.replicas)) -}}
{{- end -}}
{{- if and $v.networkPolicy.enabled (not $v.networkPolicy.from) }}{{ $wrong = append $wrong "networkPolicy.from: set who may call the APIs; with none of them nobody could" }}{{ end -}}
{{- if $wrong }}{{ fail (printf "\n\n%d thing(s) to set:\n  %s\n" (len $wrong) (join "\n  " $wrong)) }}{{ end -}}
{{- end }}
