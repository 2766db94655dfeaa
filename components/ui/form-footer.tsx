import { Button } from "@/components/ui/button";
import { DialogFooter } from "@/components/ui/dialog";
import { FormFault } from "@/components/ui/form-fault";

type FormFooterProps = {
  /** Such as "Save changes". */
  submitLabel: string;
  /** Disables both buttons. */
  pending: boolean;
  /** Why the last submit was refused in the browser. */
  fault?: string | undefined;
  onCancel: () => void;
};

export function FormFooter({ submitLabel, pending, fault, onCancel }: FormFooterProps) {
  return (
    <DialogFooter>
      <FormFault fault={fault} />
      <Button onClick={onCancel} disabled={pending}>
        Cancel
      </Button>
      <Button type="submit" variant="primary" pending={pending}>
        {submitLabel}
      </Button>
    </DialogFooter>
  );
}
