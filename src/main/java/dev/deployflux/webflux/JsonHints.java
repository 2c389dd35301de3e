package dev.deployflux.webflux;

import org.jspecify.annotations.Nullable;
import org.springframework.aot.hint.BindingReflectionHintsRegistrar;
import org.springframework.aot.hint.MemberCategory;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.RuntimeHintsRegistrar;

/**
 * What a native image has to keep for Jackson: everything that is written as JSON, with all that is in it. Public for
 * Spring, which makes it.
 */
public final class JsonHints implements RuntimeHintsRegistrar {

    /** For Spring. */
    public JsonHints() {}

    @Override
    public void registerHints(RuntimeHints hints, @Nullable ClassLoader classLoader) {
        new BindingReflectionHintsRegistrar()
                .registerReflectionHints(hints.reflection(), DeploymentView.class, FeedHealthView.class);
        hints.reflection().registerType(WireSerializer.class, MemberCategory.INVOKE_PUBLIC_CONSTRUCTORS);
    }
}
