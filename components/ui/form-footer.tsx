import { Button } from "@/components/ui/button";
import { DialogFooter } from "@/components/ui/dialog";

type FormFooterProps = {
  /** What the form does, such as "Save". */
  submitLabel: string;
  /** The form is being sent: neither button does anything. */
  pending: boolean;
  onCancel: () => void;
};

/** The foot of a dialog's form: Cancel, and the button that sends it. */
export function FormFooter({ submitLabel, pending, onCancel }: FormFooterProps) {
  return (
    <DialogFooter>
      <Button onClick={onCancel} disabled={pending}>
        Cancel
      </Button>
      <Button type="submit" variant="primary" pending={pending}>
        {submitLabel}
      </Button>
    </DialogFooter>
  );
}
