import "@fontsource-variable/inter";
import "@fontsource-variable/jetbrains-mono";
import "@quoin/components/theme/tokens.css";
import "@quoin/controls/controls.css";
import "./dashboard.css";
import { createRoot } from "react-dom/client";
import { Dashboard } from "./Dashboard.tsx";

const root = document.getElementById("root");
if (root) createRoot(root).render(<Dashboard />);
