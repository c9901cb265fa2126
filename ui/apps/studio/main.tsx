import "@fontsource-variable/inter";
import "@fontsource-variable/jetbrains-mono";
import "@quoin/components/theme/tokens.css";
import "@quoin/controls/controls.css";
import "./studio.css";
import { createRoot } from "react-dom/client";
import { Studio } from "./Studio.tsx";

const root = document.getElementById("root");
if (root) createRoot(root).render(<Studio />);
