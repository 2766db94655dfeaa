{{/* Keys of existingSecret that Purser reads, one on each line. */}}
{{- define "purser.secretKeys" -}}
{{- if .Values.existingSecret }}
- AUTH_SECRET
{{- if eq .Values.database.type "postgres" }}
- DATABASE_URL
{{- end }}
{{- if .Values.config.ADMIN_USERNAME }}
- ADMIN_PASSWORD
{{- end }}
{{- range .Values.extraSecretKeys }}
- {{ . }}
{{- end }}
{{- end }}
{{- end }}

{{/* Whole numbers from YAML are floats here, and large ones would print as 1e+06. */}}
{{- define "purser.env" -}}
{{- range $name, $value := .Values.config }}
{{- if and (ne (toString $value) "") (not (kindIs "invalid" $value)) }}
- name: {{ $name }}
  value: {{ ternary (toString (int64 $value)) (toString $value) (kindIs "float64" $value) | quote }}
{{- end }}
{{- end }}
- name: DATA_DIR
  value: /data
- name: PORT
  value: "3000"
{{- if and (eq (toString .Values.config.TRUST_PROXY) "true") (not .Values.config.LISTEN_HOST) }}
# Purser would listen on 127.0.0.1 only, which nothing outside the pod can reach.
- name: LISTEN_HOST
  value: 0.0.0.0
{{- end }}
{{- if .Values.metrics.enabled }}
- name: METRICS_PORT
  value: "9464"
{{- end }}
{{- range include "purser.secretKeys" . | fromYamlArray }}
- name: {{ . }}_FILE
  value: /etc/purser/secrets/{{ . }}
{{- end }}
{{- end }}

{{/* What values.schema.json can't say. */}}
{{- define "purser.check" -}}
{{- $exposed := or .Values.ingress.enabled .Values.httpRoute.enabled }}
{{- if eq .Values.database.type "sqlite" }}
{{- if gt (int .Values.replicaCount) 1 }}
{{- fail "SQLite has one writer: set replicaCount to 1, or database.type to postgres." }}
{{- end }}
{{- if .Values.autoscaling.enabled }}
{{- fail "SQLite has one writer and can't be scaled: set autoscaling.enabled to false, or database.type to postgres." }}
{{- end }}
{{- if and .Values.strategy.type (ne .Values.strategy.type "Recreate") }}
{{- fail "Two pods must never open one SQLite file: leave strategy empty, or set database.type to postgres." }}
{{- end }}
{{- else if not .Values.existingSecret }}
{{- fail "Postgres needs a Secret with the keys AUTH_SECRET and DATABASE_URL: create one and set existingSecret to its name." }}
{{- end }}
{{- if and .Values.config.ADMIN_USERNAME (not .Values.existingSecret) }}
{{- fail "config.ADMIN_USERNAME needs a Secret with the keys AUTH_SECRET and ADMIN_PASSWORD: create one and set existingSecret to its name." }}
{{- end }}
{{- if and .Values.extraSecretKeys (not .Values.existingSecret) }}
{{- fail "extraSecretKeys are keys of a Secret: create one and set existingSecret to its name." }}
{{- end }}
{{- if and $exposed (not .Values.config.PUBLIC_URL) }}
{{- fail "Set config.PUBLIC_URL to the address that people use, such as https://purser.example.com." }}
{{- end }}
{{- if and .Values.httpRoute.enabled (not .Values.httpRoute.parentRefs) }}
{{- fail "Set httpRoute.parentRefs to the Gateway that serves Purser." }}
{{- end }}
{{- if and (or .Values.serviceMonitor.enabled .Values.prometheusRule.enabled) (not .Values.metrics.enabled) }}
{{- fail "serviceMonitor and prometheusRule need metrics.enabled." }}
{{- end }}
{{- if and .Values.autoscaling.enabled (lt (int .Values.autoscaling.maxReplicas) (int .Values.autoscaling.minReplicas)) }}
{{- fail "autoscaling.maxReplicas is less than autoscaling.minReplicas." }}
{{- end }}
{{- end }}
