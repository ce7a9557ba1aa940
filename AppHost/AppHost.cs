using DbPerService.AppHost;
using DbPerService.Contracts;

var builder = DistributedApplication.CreateBuilder(args);

// Databases and broker run in containers, or as local programs if no container runtime is available.
var engines = EngineHost.Choose(builder);
builder.AddDeploymentTarget();

// Each service with a database server of its own, whose address only that service gets
var services = new ServiceHost(builder, engines, engines.AddKafka("kafka"));
services.Add<Projects.Orders>(SystemMap.Orders);
services.Add<Projects.Payments>(SystemMap.Payments);
services.Add<Projects.Inventory>(SystemMap.Inventory);
services.Add<Projects.Users>(SystemMap.Users);
services.Add<Projects.Products>(SystemMap.Products);
services.Add<Projects.ReferenceData>(SystemMap.ReferenceData);
services.Add<Projects.Search>(SystemMap.Search);
services.Add<Projects.Sessions>(SystemMap.Sessions);
services.Add<Projects.OrderHistory>(SystemMap.OrderHistory);
services.Add<Projects.Gateway>(SystemMap.Gateway);

// Operator commands, on the resources they concern
builder.AddOperatorCommands(services);

await builder.Build().RunAsync();
