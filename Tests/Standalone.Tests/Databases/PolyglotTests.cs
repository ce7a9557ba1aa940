using DbPerService.Tests.Scenarios;

namespace DbPerService.Tests.Standalone.Databases;

[Collection(OnPolyglot.Name)]
public sealed class PolyglotSagas(PolyglotSystem system) : SagaScenarios(system.OrSkip());

[Collection(OnPolyglot.Name)]
public sealed class PolyglotFailures(PolyglotSystem system) : FailureScenarios(system.OrSkip());

[Collection(OnPolyglot.Name)]
public sealed class PolyglotCrashes(PolyglotSystem system) : CrashScenarios(system.OrSkip());
