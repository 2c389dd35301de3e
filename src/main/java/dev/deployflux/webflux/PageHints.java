package dev.deployflux.webflux;

import org.jspecify.annotations.Nullable;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.RuntimeHintsRegistrar;

/** What a native image has to keep for the page: its files. Public for Spring, which makes it. */
public final class PageHints implements RuntimeHintsRegistrar {

    /** For Spring. */
    public PageHints() {}

    @Override
    public void registerHints(RuntimeHints hints, @Nullable ClassLoader classLoader) {
        String folder = PageHints.class.getPackageName().replace('.', '/') + '/' + PageFiles.FOLDER;
        PageFiles.NAMES.forEach(name -> hints.resources().registerPattern(folder + name));
    }
}
