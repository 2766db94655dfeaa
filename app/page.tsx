import { redirect } from "next/navigation";

/** The console begins at the projects. */
export default function RootPage() {
  redirect("/projects");
}
