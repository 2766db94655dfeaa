"use client";
import { PolicyForm } from "@/components/policies/policy-form";
import type { PolicyDto } from "@/lib/policies/queries";
import { getInstancePolicyAction, previewInstancePolicyAction, setInstancePolicyAction } from "../actions";

const ACTIONS = {
  save: setInstancePolicyAction,
  preview: previewInstancePolicyAction,
  load: getInstancePolicyAction,
};

export function InstancePolicy({ policy }: { policy: PolicyDto }) {
  return <PolicyForm policy={policy} instance={null} actions={ACTIONS} />;
}
