import { type ComponentProps, type ComponentType, createContext } from "react";

/** What a control has to know of the field around it. */
type FieldContextValue = {
  /** It must be filled. */
  required: boolean;
  /** The input that takes name, description and faults from the field; a bare one outside any. */
  Control: ComponentType<ComponentProps<"input">> | "input";
};

export const FieldContext = createContext<FieldContextValue>({ required: false, Control: "input" });
