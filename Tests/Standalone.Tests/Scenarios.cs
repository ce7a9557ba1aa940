using DbPerService.Tests.Scenarios;

namespace DbPerService.Tests.Standalone;

[Collection(OnStandalone.Name)]
public sealed class StandaloneSagas(StandaloneSystem system) : SagaScenarios(system);

[Collection(OnStandalone.Name)]
public sealed class StandaloneEvents(StandaloneSystem system) : EventScenarios(system);

[Collection(OnStandalone.Name)]
public sealed class StandaloneInput(StandaloneSystem system) : InputScenarios(system);

[Collection(OnStandalone.Name)]
public sealed class StandaloneCatalog(StandaloneSystem system) : CatalogScenarios(system);

[Collection(OnStandalone.Name)]
public sealed class StandaloneUsers(StandaloneSystem system) : UserScenarios(system);

[Collection(OnStandalone.Name)]
public sealed class StandaloneSessions(StandaloneSystem system) : SessionScenarios(system);

[Collection(OnStandalone.Name)]
public sealed class StandaloneSearch(StandaloneSystem system) : SearchScenarios(system);

[Collection(OnStandalone.Name)]
public sealed class StandaloneManagement(StandaloneSystem system) : ManagementScenarios(system);

[Collection(OnStandalone.Name)]
public sealed class StandaloneReconciliation(StandaloneSystem system) : ReconciliationScenarios(system);

[Collection(OnStandalone.Name)]
public sealed class StandaloneFailures(StandaloneSystem system) : FailureScenarios(system);

[Collection(OnStandalone.Name)]
public sealed class StandaloneCrashes(StandaloneSystem system) : CrashScenarios(system);

[Collection(OnStandalone.Name)]
public sealed class StandaloneHistory(StandaloneSystem system) : HistoryScenarios(system);

[Collection(OnStandalone.Name)]
public sealed class StandaloneHostileMessages(StandaloneSystem system) : HostileMessageScenarios(system);

[Collection(OnStandalone.Name)]
public sealed class StandaloneOutages(StandaloneSystem system) : OutageScenarios(system);

[Collection(OnTwoInstances.Name)]
public sealed class StandaloneFreezes(TwoInstances system) : FreezeScenarios(system);

[Collection(OnDisturbed.Name)]
public sealed class StandalonePoison(DisturbedSystem system) : PoisonScenarios(system);

[Collection(OnStandalone.Name)]
public sealed class StandaloneShopping(StandaloneSystem system) : ShoppingScenarios(system);

[Collection(OnStandalone.Name)]
public sealed class StandaloneOpenApi(StandaloneSystem system) : OpenApiScenarios(system);
