package dev.deployflux.demo;

import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;

/** A live line that shows how far the scans of a tally are. The bar's own thread reads the tally ten times a second. */
final class ScanBar {

    private static final int UPDATE_MILLIS = 100;
    private static final int SHORTEST = 10;

    /** Room for what most accounts need, so that the bar's end stays where it is. */
    private static final int TEXT = 54;

    private final ProgressBar bar;

    private ScanBar(ProgressBar bar) {
        this.bar = bar;
    }

    /** Draws until it is closed. The width is given, as the library would look for it with JLine's handling of Ctrl-C. */
    static ScanBar draw(ScanTally tally, PrintStream out, int columns) {
        return new ScanBar(new ProgressBarBuilder()
                .setUpdateIntervalMillis(UPDATE_MILLIS)
                .continuousUpdate()
                .setRenderer((state, width) -> line(tally, state.getTotalElapsed(), width))
                // The last column stays free: some terminals go to the next line there.
                .setConsumer(new ConsoleProgressBarConsumer(out, columns - 1))
                .build());
    }

    /** A bar of equal signs and what it stands for, filled up to {@code width} characters; on few, only the latter. */
    static String line(ScanTally tally, Duration elapsed, int width) {
        double share = tally.share();
        String text = String.format(
                Locale.ROOT,
                "%3d%%  %d/%d%s services  %,d rows  %,d pages  %d:%02d",
                (int) (share * 100),
                tally.over(),
                tally.sum(scan -> 1),
                tally.isComplete() ? "" : "+",
                tally.sum(ServiceScan::rows),
                tally.sum(ServiceScan::pages),
                elapsed.toMinutes(),
                elapsed.toSecondsPart());
        int length = width - Math.max(TEXT, text.length()) - 3;
        int filled = (int) (share * length);
        String line = length < SHORTEST ? text : "[" + "=".repeat(filled) + " ".repeat(length - filled) + "] " + text;
        return line + " ".repeat(Math.max(0, width - line.length()));
    }

    /** Draws it a last time and goes to the next line. */
    void close() {
        bar.close();
    }
}
