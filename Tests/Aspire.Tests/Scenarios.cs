using DbPerService.Tests.Scenarios;

namespace DbPerService.Tests.Hosting;

[Collection(OnAspire.Name)]
public sealed class AspireSagas(AspireSystem system) : SagaScenarios(system);

[Collection(OnAspire.Name)]
public sealed class AspireEvents(AspireSystem system) : EventScenarios(system);

[Collection(OnAspire.Name)]
public sealed class AspireInput(AspireSystem system) : InputScenarios(system);

[Collection(OnAspire.Name)]
public sealed class AspireCatalog(AspireSystem system) : CatalogScenarios(system);

[Collection(OnAspire.Name)]
public sealed class AspireUsers(AspireSystem system) : UserScenarios(system);

[Collection(OnAspire.Name)]
public sealed class AspireSessions(AspireSystem system) : SessionScenarios(system);

[Collection(OnAspire.Name)]
public sealed class AspireSearch(AspireSystem system) : SearchScenarios(system);

[Collection(OnAspire.Name)]
public sealed class AspireManagement(AspireSystem system) : ManagementScenarios(system);

[Collection(OnAspire.Name)]
public sealed class AspireReconciliation(AspireSystem system) : ReconciliationScenarios(system);

[Collection(OnAspire.Name)]
public sealed class AspireFailures(AspireSystem system) : FailureScenarios(system);

[Collection(OnAspire.Name)]
public sealed class AspireHistory(AspireSystem system) : HistoryScenarios(system);

[Collection(OnAspire.Name)]
public sealed class AspireHostileMessages(AspireSystem system) : HostileMessageScenarios(system);

[Collection(OnAspire.Name)]
public sealed class AspireShopping(AspireSystem system) : ShoppingScenarios(system);

[Collection(OnAspire.Name)]
public sealed class AspireOpenApi(AspireSystem system) : OpenApiScenarios(system);
