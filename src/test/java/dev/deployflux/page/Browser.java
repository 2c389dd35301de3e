package dev.deployflux.page;

import dev.deployflux.fixture.NeededProgram;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.logging.Level;
import org.jspecify.annotations.Nullable;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.StaleElementReferenceException;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;
import org.openqa.selenium.support.ui.Select;
import org.openqa.selenium.support.ui.WebDriverWait;
import org.springframework.util.FileSystemUtils;

/** A Chromium without a window, and what a person would look for on the page. */
public final class Browser implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Duration LOOK_AGAIN = Duration.ofMillis(50);

    /** Where Chromium and its driver are. Never downloaded. */
    record Programs(Path chromium, Path driver) {

        static Optional<Programs> find() {
            return NeededProgram.find("CHROMIUM", "chromium", "chromium-browser", "google-chrome")
                    .flatMap(chromium -> NeededProgram.find("CHROMEDRIVER", "chromedriver", "chromium.chromedriver")
                            .map(driver -> new Programs(chromium, driver)));
        }
    }

    private final Path profile;
    private final ChromeDriver driver;
    private final WebDriverWait wait;

    /** Starts it. */
    public Browser() {
        Programs programs = Programs.find().orElseThrow();
        try {
            profile = Files.createTempDirectory("browser");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        ChromeOptions options = new ChromeOptions();
        options.setBinary(programs.chromium().toFile());
        options.addArguments(
                "--headless=new",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-quic",
                "--no-first-run",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                "--disable-dev-shm-usage",
                "--window-size=1280,1000",
                "--user-data-dir=" + profile);
        LoggingPreferences logs = new LoggingPreferences();
        logs.enable(LogType.BROWSER, Level.ALL);
        options.setCapability("goog:loggingPrefs", logs);
        driver = new ChromeDriver(
                new ChromeDriverService.Builder()
                        .usingDriverExecutable(programs.driver().toFile())
                        .usingAnyFreePort()
                        .build(),
                options);
        wait = new WebDriverWait(driver, PATIENCE, LOOK_AGAIN);
        wait.ignoring(StaleElementReferenceException.class);
    }

    /** Pages that are opened from now on look at the feed's health every quarter of a second instead of every five. */
    public void hurry() {
        beforeEachPage("""
                const inTime = window.setInterval;
                window.setInterval = (task, pause) => inTime(task, pause === 5_000 ? 250 : pause);
                """);
    }

    /** Pages that are opened from now on hear no stream, but what {@link #tell} says. */
    public void tellByHand() {
        beforeEachPage("""
                window.EventSource = class extends EventTarget {
                  static CONNECTING = 0;
                  static CLOSED = 2;
                  constructor() {
                    super();
                    window.tell = (name, data) =>
                      this.dispatchEvent(new MessageEvent(name, { data, lastEventId: "5f3a9c21-1" }));
                  }
                  close() {}
                };
                """);
    }

    /** Pages that are opened from now on are told of the feed's health what {@link #health} says, and nothing before. */
    public void answerHealthByHand() {
        beforeEachPage("""
                const asked = window.fetch;
                window.health = new Promise((tell) => { window.tellHealth = tell; });
                window.fetch = async (url, options) => String(url).startsWith("health")
                  ? Response.json(await window.health)
                  : asked(url, options);
                """);
    }

    /** The feed's health from now on, and the page looks. */
    public void health(String json) {
        script(
                "window.tellHealth(JSON.parse(arguments[0])); window.health = Promise.resolve(JSON.parse(arguments[0]));"
                        + " document.dispatchEvent(new Event('visibilitychange'))",
                json);
    }

    /** An event for a page that hears no other. */
    public void tell(String name, String data) {
        await("the page to listen", () -> Boolean.TRUE.equals(script("return Boolean(window.tell)")));
        script("window.tell(arguments[0], arguments[1])", name, data);
    }

    /** What a task needs to see on a screen as small as a phone's. */
    public void onASmallScreen(Runnable task) {
        on(375, 800, false, task);
    }

    /** What a task needs to see on a screen of this size, for people who like it light or dark. */
    public void on(int width, int height, boolean dark, Runnable task) {
        driver.executeCdpCommand(
                "Emulation.setDeviceMetricsOverride",
                Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", false));
        driver.executeCdpCommand(
                "Emulation.setEmulatedMedia",
                Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", dark ? "dark" : "light"))));
        try {
            task.run();
        } finally {
            driver.executeCdpCommand("Emulation.setEmulatedMedia", Map.of("features", List.of()));
            driver.executeCdpCommand("Emulation.clearDeviceMetricsOverride", Map.of());
        }
    }

    /** What is on the screen, as a PNG. */
    public byte[] picture() {
        return driver.getScreenshotAs(OutputType.BYTES);
    }

    /** Presses keys, wherever the focus is. */
    public void type(CharSequence... keys) {
        driver.switchTo().activeElement().sendKeys(keys);
    }

    private void beforeEachPage(String script) {
        driver.executeCdpCommand("Page.addScriptToEvaluateOnNewDocument", Map.of("source", script));
    }

    public void open(String url) {
        driver.get(url);
    }

    public String address() {
        return driver.getCurrentUrl();
    }

    public WebElement element(String css) {
        return driver.findElement(By.cssSelector(css));
    }

    public List<WebElement> elements(String css) {
        return driver.findElements(By.cssSelector(css));
    }

    public void click(String css) {
        element(css).click();
    }

    /** As a user of the keyboard does: it hits what is meant even if the page moves it meanwhile. */
    public void press(String css) {
        element(css).sendKeys(Keys.ENTER);
    }

    public void choose(String css, String value) {
        new Select(element(css)).selectByValue(value);
    }

    @Nullable
    public Object script(String code, Object... arguments) {
        return driver.executeScript(code, arguments);
    }

    /** Until an element shows exactly this. */
    public void awaitText(String css, String text) {
        await(css + " to be \"" + text + "\"", () -> element(css).getText().equals(text));
    }

    /** Until the stream is there, and its snapshot complete. */
    public void awaitLive() {
        awaitText("#connection-text", "Live");
    }

    public void await(String what, BooleanSupplier condition) {
        wait.withMessage(() -> what + "; " + state()).until(any -> condition.getAsBoolean());
    }

    /** For whoever has to find out why something didn't come. */
    private String state() {
        return "the page shows \"" + element("#connection-text").getText() + "\" and the log "
                + texts("return [...document.querySelectorAll('#log li')].slice(0, 12).map(line => line.textContent)")
                + "; the console has " + complaints() + "; the feed's health is "
                + script(
                        "const x = new XMLHttpRequest(); x.open('GET', 'health', false); x.send(); return x.responseText");
    }

    /** The events that the page's log shows, the newest first. */
    public List<String> told() {
        return texts("return [...document.querySelectorAll('#log li')].map(line => line.dataset.event)");
    }

    /** What each of these shows at the same moment; nothing if it isn't visible. */
    public List<String> shown(String... css) {
        return texts(
                "return [...arguments].map(css => document.querySelector(css))"
                        + ".map(element => element.checkVisibility() ? element.innerText : '')",
                (Object[]) css);
    }

    /** What a script returns, all of one moment. */
    public List<String> texts(String code, Object... arguments) {
        List<?> found = (List<?>) Objects.requireNonNull(script(code, arguments));
        return found.stream().map(String::valueOf).toList();
    }

    /** What the console has had since the last time, from warnings upwards. */
    public List<String> complaints() {
        return driver.manage().logs().get(LogType.BROWSER).getAll().stream()
                .filter(entry -> entry.getLevel().intValue() >= Level.WARNING.intValue())
                .map(LogEntry::getMessage)
                .toList();
    }

    @Override
    public void close() {
        driver.quit();
        FileSystemUtils.deleteRecursively(profile.toFile());
    }
}
