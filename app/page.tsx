import { redirect } from "next/navigation";
import { hasUsers } from "@/lib/people/queries";

export default async function RootPage() {
  redirect((await hasUsers()) ? "/projects" : "/setup");
}
