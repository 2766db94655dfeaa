"use client";
import { useState } from "react";
import { ProblemNote } from "@/components/action/problem-note";
import { useActionForm } from "@/components/action/use-action-form";
import { creationKey } from "@/components/robots/creation-key";
import type { DialogControl } from "@/components/robots/dialog-control";
import { durationOf } from "@/components/robots/expiry-text";
import type { RobotLimits } from "@/components/robots/limits-note";
import {
  asTyped,
  DRAFT_FIELDS,
  type DraftOutput,
  draftSchema,
  duplicateDraft,
  type EditableRobot,
  newDraft,
} from "@/components/robots/robot-draft";
import { RobotForm } from "@/components/robots/robot-form";
import type { RobotSettings } from "@/components/robots/robot-settings";
import { SecretDialog } from "@/components/robots/secret-dialog";
import { useFormSteps } from "@/components/robots/use-form-steps";
import type { RevealedSecret } from "@/lib/robots/creation";
import { projectNameOf, type RobotHome } from "@/lib/robots/home";

const NO_RESPONSE =
  "We couldn’t reach the server, so the robot may have been created. Check your connection and select Save again; it can’t be created twice. If it already exists, use Refresh secret to get a new secret.";

const CREATED = { title: "Robot account created", description: "It’s enabled and can log in now." };
const NO_LIMITS: RobotLimits = { allowedAddresses: [], repositories: undefined };

type CreateRobotDialogProps = {
  control: DialogControl;
  settings: RobotSettings;
  /** A robot to start from. */
  like?: EditableRobot;
};

export function CreateRobotDialog({ control, settings, like }: CreateRobotDialogProps) {
  const { home, policy, actions } = settings;
  const [made, setMade] = useState<{ secret: RevealedSecret; limits: RobotLimits } | null>(null);
  // One key per opened form, so that submitting it again can't create a second robot.
  const [key] = useState(creationKey);
  const steps = useFormSteps(home);
  const { form, submit, pending, problem, fault } = useActionForm({
    schema: draftSchema(policy),
    defaultValues: like ? duplicateDraft(like, home, policy) : newDraft(home, policy),
    action: actions.create,
    toInput: ({ expiry, ...draft }) => ({
      ...draft,
      access: asTyped(draft.access),
      project: projectNameOf(home),
      duration: durationOf(expiry),
      creationKey: key,
    }),
    noResponse: NO_RESPONSE,
    onDone: (secret, draft) => setMade({ secret, limits: limitsOf(home, draft) }),
    onProblem: control.onProblem,
    fieldNames: DRAFT_FIELDS,
    onInvalid: steps.goToInvalidField,
  });
  return (
    <SecretDialog
      control={control}
      settings={settings}
      secret={made?.secret ?? null}
      limits={made?.limits ?? NO_LIMITS}
      secretHeading={CREATED}
      form={{
        ...{ ...(like ? headingLike(like) : headingOf(home)), size: "lg" },
        ...{ busy: pending, dirty: form.formState.isDirty },
        content: (
          <RobotForm
            form={form}
            steps={steps}
            settings={settings}
            pending={pending}
            fault={fault}
            onSubmit={submit}
            onCancel={control.close}
          >
            <ProblemNote problem={problem} />
          </RobotForm>
        ),
      }}
    />
  );
}

/** Of a system robot, the repositories vary by project. */
function limitsOf(home: RobotHome, { access, allowedAddresses = [] }: DraftOutput): RobotLimits {
  return { allowedAddresses, repositories: home.kind === "project" ? access.projects[0]?.repositories : undefined };
}

function headingLike({ loginName }: EditableRobot) {
  const robot = <span className="font-code">{loginName}</span>;
  return {
    title: "Duplicate robot account",
    description: <>With the same permissions as {robot} and its own secret.</>,
  };
}

function headingOf(home: RobotHome) {
  if (home.kind === "instance")
    return { title: "New system robot account", description: "For automation that spans projects." };
  const project = <span className="font-code">{home.name}</span>;
  return { title: "New Robot Account", description: <>For scripts and pipelines that use the project {project}.</> };
}
