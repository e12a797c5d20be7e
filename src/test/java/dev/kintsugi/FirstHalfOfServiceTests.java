package dev.kintsugi;

import org.junit.platform.suite.api.IncludeClassNamePatterns;
import org.junit.platform.suite.api.SelectPackages;
import org.junit.platform.suite.api.Suite;

/**
 * Tests of the service that run in one process, while {@link SecondHalfOfServiceTests the others} run in another: about half
 * of the time of all. Each starts the service once for all tests that want the same settings.
 */
@Suite
@SelectPackages("dev.kintsugi")
@IncludeClassNamePatterns({
    "dev\\.kintsugi\\.faults\\.[A-M]\\w*Test",
    "dev\\.kintsugi\\.(Header|Page|ReportPages)Test",
    "dev\\.kintsugi\\.store\\.(EarlierVersion|EveryStoreCall)Test",
    "dev\\.kintsugi\\.generation\\.(Guards|GuardTimeout|breaker\\.(BreakerRegistry|LastResortTurns))Test"
})
class FirstHalfOfServiceTests {}
