import { Button } from "@quoin/controls";
import { Eye, EyeOff } from "lucide-react";
import { type PageTab, useWorkspace } from "../../workspace.ts";
import { Canvas } from "./Canvas.tsx";
import { Inspector } from "./Inspector.tsx";
import { Outline } from "./Outline.tsx";

/** A page: its outline, the canvas that is the real runtime, the properties of the selected component. */
export function PageEditor({ tab }: { readonly tab: PageTab }) {
	const preview = useWorkspace((s) => s.preview);
	const togglePreview = useWorkspace((s) => s.togglePreview);
	const generation = useWorkspace((s) => s.generation);
	const address = useWorkspace((s) => s.project?.address ?? "");
	return (
		<div className="s-page">
			<Outline tab={tab} />
			<div className="s-stage">
				<div className="s-bar">
					<span className="s-path">{tab.path}</span>
					<span className="s-state">Every change is saved</span>
					<Button icon={preview ? <EyeOff size={14} /> : <Eye size={14} />} onPress={togglePreview}>
						{preview ? "Hide preview" : "Preview"}
					</Button>
				</div>
				<div className="s-views" data-preview={preview || undefined}>
					<Canvas tab={tab} />
					{preview && (
						<figure className="s-preview">
							<figcaption>As people see it, with the rights of your session there</figcaption>
							<iframe
								key={generation}
								title={`Running page ${tab.name}`}
								src={`${address}/$lib/renderer/?w=${encodeURIComponent(tab.name)}`}
							/>
						</figure>
					)}
				</div>
			</div>
			<Inspector tab={tab} />
		</div>
	);
}
