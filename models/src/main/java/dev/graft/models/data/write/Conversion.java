package dev.graft.models.data.write;

import dev.graft.models.data.Dataset;
import dev.graft.models.data.DatasetFormat;
import dev.graft.models.data.ImageRef;
import dev.graft.models.data.IndexedDataset;
import dev.graft.models.data.check.CheckedData;
import dev.graft.models.data.check.ImageCheck;
import dev.graft.models.data.check.ImageKind;
import dev.graft.models.data.check.ImageState;
import dev.graft.models.data.fault.FaultReport;
import dev.graft.models.data.fault.Tolerance;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Writes a data set anew, in a format that can be written. Everything is read, every image decoded, and every record that is to be
 * written is read back and compared, before anything is written.
 *
 * @param format of the new data
 * @param images what becomes of the images
 * @param tolerance what is done about what cannot be read or written
 * @param limit the most samples; 0 for all
 */
public record Conversion(DatasetFormat format, ImageFiles images, Tolerance tolerance, int limit) {
    /**
     * What was written.
     *
     * @param samples how many
     * @param records in how many records
     * @param images how many images they show
     * @param unsaid of how many samples something could not be said in the format, by what it is
     * @param leftOut what could not be read or written
     * @param unused the fields of the old records of which no sample was made, with the number of records that have each
     */
    public record Result(
            long samples,
            long records,
            long images,
            Map<String, Long> unsaid,
            FaultReport leftOut,
            Map<String, Long> unused) {}

    /**
     * Writes a folder that is not there yet, or is empty; whole, or not at all.
     *
     * @throws dev.graft.models.data.fault.FaultyDataException that lists what cannot be read or written, if it is not to be left
     *     out
     */
    public Result write(Dataset data, Path folder, CheckedData.Progress progress) {
        CheckedData checked = CheckedData.read(data, limit, progress);
        FaultReport faults = checked.faults();
        IndexedDataset usable = ImageCheck.usable(checked.samples(), checked.images(), fault -> {});
        RecordFiles files = RecordFiles.of(format, usable.sources());
        RecordCheck check = new RecordCheck(format);
        check.check(usable, names(checked, usable, files), faults);
        IndexedDataset samples = usable.subset(check::isAccepted);
        tolerance.require(data.name(), faults, samples.size());
        long records = new WrittenData(files, samples, names(checked, samples, files)).write(folder, progress);
        return new Result(
                samples.size(),
                records,
                samples.images().size(),
                check.unsaid(),
                faults,
                checked.samples().unused());
    }

    private ImageNames names(CheckedData checked, IndexedDataset samples, RecordFiles files) {
        Map<ImageRef, ImageKind> kinds = new LinkedHashMap<>();
        samples.images().forEach(image -> kinds.put(image, ImageKind.OTHER));
        for (int i = 0; i < checked.images().size(); i++) {
            ImageRef image = checked.samples().images().get(i);
            if (kinds.containsKey(image) && checked.images().get(i) instanceof ImageState.Decoded decoded) {
                kinds.put(image, decoded.kind());
            }
        }
        return new ImageNames(images, kinds, files.names());
    }
}
