import type { LeaveQuestion } from "@/components/ui/close-guard";

export const UNSAVED_SECRET_QUESTION: LeaveQuestion = {
  title: "Close without saving the secret?",
  text: "You haven’t copied or exported it, and it can’t be shown again. If you lose it, you’ll have to refresh the secret.",
  leave: "Close without saving",
  stay: "Go back",
};
