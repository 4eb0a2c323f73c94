package dev.graft.training.picture;

import dev.graft.tensors.InvalidInputException;
import dev.graft.training.progress.MetricsEntry;
import dev.graft.training.progress.MetricsLog;
import dev.graft.training.step.BatchLoss;
import java.awt.BasicStroke;
import java.awt.Color;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.Styler;
import org.knowm.xchart.style.XYStyler;
import org.knowm.xchart.style.markers.Marker;
import org.knowm.xchart.style.markers.SeriesMarkers;

/**
 * A picture of how a run went, as a PNG image: training loss as measured and smoothed, validation loss, and what else
 * was measured in validation between 0 and 1, such as an accuracy, on an axis of its own at the right. Figures that
 * are not finite are left out.
 */
public final class LossCurve {
    static final Color RAW = new Color(0xC6D4E3);
    static final Color TRAINING = new Color(0x1F5FA8);
    static final Color VALIDATION = new Color(0xD55E00);
    private static final List<Color> ACCURACIES =
            List.of(new Color(0x009E73), new Color(0x8A5FA8), new Color(0x6B6B6B));

    private static final int WIDTH = 1000;
    private static final int HEIGHT = 600;
    private static final int FRACTION_AXIS = 1;
    private static final String LOSS = "loss";

    /** The first steps, whose losses are many times those that follow, may leave the picture; the rest is to be seen. */
    private static final double HEADROOM = 1.1;

    private LossCurve() {}

    /**
     * Draws the run that {@code metrics} is the log of.
     *
     * @param metrics a {@link MetricsLog}
     * @param image the PNG file to write, whole or not at all
     * @throws IllegalArgumentException if the log has no training loss yet
     * @throws IllegalStateException if this machine cannot draw; a reason to go on without a picture, not to stop
     */
    public static void write(Path metrics, Path image) {
        List<MetricsEntry> entries = MetricsLog.read(metrics);
        Curve training = Curve.of(entries, "train", LOSS);
        if (training.isEmpty()) {
            throw new InvalidInputException(metrics + " has no training loss to draw");
        }
        Picture.write("the loss curve", image, () -> BitmapEncoder.getBufferedImage(chart(entries, training)));
    }

    private static XYChart chart(List<MetricsEntry> entries, Curve training) {
        XYChart chart = new XYChartBuilder()
                .width(WIDTH)
                .height(HEIGHT)
                .xAxisTitle("step")
                .yAxisTitle("loss a target token")
                .build();
        style(chart.getStyler());
        chart.getStyler().setYAxisMax(0, training.withoutStart().highest() * HEADROOM);
        add(chart, "training", training.thinned(), RAW, 1, SeriesMarkers.NONE);
        add(chart, "training, smoothed", training.smoothed().thinned(), TRAINING, 2, SeriesMarkers.NONE);
        Curve validation = Curve.of(entries, "validation", LOSS);
        if (!validation.isEmpty()) {
            add(chart, "validation", validation, VALIDATION, 2, SeriesMarkers.CIRCLE);
        }
        addFractions(chart, entries);
        return chart;
    }

    private static void addFractions(XYChart chart, List<MetricsEntry> entries) {
        Set<String> names = new LinkedHashSet<>();
        entries.stream()
                .filter(entry -> entry.split().equals("validation"))
                .forEach(entry -> names.addAll(entry.values().keySet()));
        names.removeIf(name -> name.equals(LOSS) || name.startsWith(BatchLoss.PART));
        int drawn = 0;
        for (String name : names) {
            Curve curve = Curve.of(entries, "validation", name);
            if (!curve.isEmpty() && curve.isFraction()) {
                Color color = ACCURACIES.get(drawn++ % ACCURACIES.size());
                add(chart, "validation, " + name, curve, color, 2, SeriesMarkers.DIAMOND)
                        .setYAxisGroup(FRACTION_AXIS);
            }
        }
        if (drawn > 0) {
            chart.setYAxisGroupTitle(FRACTION_AXIS, "right answers");
            chart.getStyler().setYAxisGroupPosition(FRACTION_AXIS, Styler.YAxisPosition.Right);
            chart.getStyler().setYAxisMin(FRACTION_AXIS, 0.0);
            chart.getStyler().setYAxisMax(FRACTION_AXIS, 1.0);
        }
    }

    private static XYSeries add(XYChart chart, String name, Curve curve, Color color, float width, Marker marker) {
        XYSeries series = chart.addSeries(name, curve.steps(), curve.values());
        series.setMarker(marker);
        series.setMarkerColor(color);
        series.setLineColor(color);
        series.setLineStyle(new BasicStroke(width, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND));
        return series;
    }

    private static void style(XYStyler styler) {
        styler.setLocale(Locale.ROOT);
        styler.setYAxisMin(0.0);
        styler.setChartBackgroundColor(Color.WHITE);
        styler.setPlotBorderVisible(false);
        styler.setPlotGridLinesColor(new Color(0xE6E6E6));
        styler.setLegendPosition(Styler.LegendPosition.OutsideS);
        styler.setLegendLayout(Styler.LegendLayout.Horizontal);
        styler.setLegendBorderColor(Color.WHITE);
        styler.setMarkerSize(6);
    }
}
