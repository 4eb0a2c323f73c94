package dev.graft.models.export;

import dev.graft.tensors.Registry;
import java.util.ServiceLoader;

/** The export formats on the path of this program. */
final class ExportFormats {
    static final Registry<ExportFormat> ALL = Registry.of(
            "there is no form to export to called",
            ExportFormat.class,
            ServiceLoader.load(ExportFormat.class, ExportFormat.class.getClassLoader()),
            ExportFormat::id);

    private ExportFormats() {}
}
