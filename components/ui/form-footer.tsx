import { Button } from "@/components/ui/button";
import { DialogFooter } from "@/components/ui/dialog";

type FormFooterProps = {
  /** Such as "Save changes". */
  submitLabel: string;
  /** Disables both buttons. */
  pending: boolean;
  onCancel: () => void;
};

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
