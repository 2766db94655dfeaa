"use client";
import { useMemo } from "react";
import { PolicyForm } from "@/components/policies/policy-form";
import type { PolicyActions } from "@/components/policies/use-policy-form";
import type { PolicyDto } from "@/lib/policies/queries";
import type { PolicyRules } from "@/lib/policies/rules";
import { getProjectPolicyAction, previewProjectPolicyAction, setProjectPolicyAction } from "../actions";

type ProjectPolicyProps = { project: string; policy: PolicyDto; instance: PolicyRules };

export function ProjectPolicy({ project, policy, instance }: ProjectPolicyProps) {
  const actions = useMemo<PolicyActions>(
    () => ({
      save: (input) => setProjectPolicyAction({ ...input, project }),
      preview: (rules) => previewProjectPolicyAction({ ...rules, project }),
      load: () => getProjectPolicyAction({ project }),
    }),
    [project],
  );
  return <PolicyForm policy={policy} instance={instance} actions={actions} />;
}
