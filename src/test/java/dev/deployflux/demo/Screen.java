package dev.deployflux.demo;

import java.io.Console;
import java.io.IOException;
import java.util.OptionalInt;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;

/** The terminal that a person looks at, if there is one. */
final class Screen {

    private static final int USUAL_COLUMNS = 80;

    private Screen() {}

    /** How wide it is; empty where the output goes to a file or a pipe, as in a CI job. */
    @SuppressWarnings("SystemConsoleNull") // null is only the older way to say that there is no terminal
    static OptionalInt columns() {
        Console console = System.console();
        return console != null && isTerminal(console) ? OptionalInt.of(width()) : OptionalInt.empty();
    }

    /** From Java 22 on there may be a console without a terminal, and a method that tells. */
    private static boolean isTerminal(Console console) {
        try {
            return (boolean) Console.class.getMethod("isTerminal").invoke(console);
        } catch (ReflectiveOperationException beforeJava22) {
            return true;
        }
    }

    /** Without JLine's signal handlers: while they are in place, Ctrl-C kills the process before it closes anything. */
    private static int width() {
        try (Terminal terminal =
                TerminalBuilder.builder().nativeSignals(false).dumb(true).build()) {
            return terminal.getWidth() > 0 ? terminal.getWidth() : USUAL_COLUMNS;
        } catch (IOException e) {
            return USUAL_COLUMNS;
        }
    }
}
