package dev.deployflux.watch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.deployflux.watch.DeploymentEvent.Live;
import java.io.File;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.Arrays;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Where Jackson isn't on the class path. */
class FeedJsonMissingTest {

    /** The class path of the tests without that jar, apart from it. */
    private static URLClassLoader without(String left) {
        URL[] urls = Arrays.stream(System.getProperty("java.class.path").split(Pattern.quote(File.pathSeparator)))
                .filter(entry -> !entry.contains(left))
                .map(FeedJsonMissingTest::url)
                .toArray(URL[]::new);
        return new URLClassLoader(urls, ClassLoader.getPlatformClassLoader());
    }

    private static URL url(String entry) {
        try {
            return new File(entry).toURI().toURL();
        } catch (MalformedURLException e) {
            throw new AssertionError(entry, e);
        }
    }

    private static Object json(ClassLoader loader) throws ReflectiveOperationException {
        Object live =
                loader.loadClass(Live.class.getName()).getConstructor(int.class).newInstance(7);
        Class<?> value = loader.loadClass(FeedValue.class.getName());
        Class<?> event = loader.loadClass(DeploymentEvent.class.getName());
        return value.getMethod("toJson").invoke(value.getMethod("of", event).invoke(null, live));
    }

    @Test
    void theFirstUseSaysWhatToAdd() throws IOException {
        try (URLClassLoader loader = without("jackson-databind")) {
            assertThatThrownBy(() -> json(loader))
                    .isInstanceOf(InvocationTargetException.class)
                    .cause()
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("add tools.jackson.core:jackson-databind");
        }
    }

    @Test
    void withItThereTheSameWorks() throws IOException, ReflectiveOperationException {
        try (URLClassLoader loader = without("nothing of that name")) {
            assertThat(json(loader)).isEqualTo("{\"v\":1,\"k\":\"live\",\"services\":7}");
        }
    }
}
