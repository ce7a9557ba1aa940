using DbPerService.AppHost;

var builder = DistributedApplication.CreateBuilder(args);

// Databases and broker run in containers, or as local programs if no container runtime is available.
var engines = EngineHost.Choose(builder);
builder.AddDeploymentTarget();

// Infrastructure
var kafka = engines.AddKafka("kafka");

// Data: one server per service, of the first kind that is available; only that service gets its address
var ordersDatabase = engines.AddDatabase("orders", DatabaseKinds.Postgres);
var paymentsDatabase = engines.AddDatabase("payments", DatabaseKinds.MongoDB, DatabaseKinds.Postgres);
var inventoryDatabase = engines.AddDatabase("inventory", DatabaseKinds.Redis, DatabaseKinds.Postgres);

// Services
var orders = builder.AddService<Projects.Orders>("orders", ordersDatabase, kafka);
var payments = builder.AddService<Projects.Payments>("payments", paymentsDatabase, kafka);
var inventory = builder.AddService<Projects.Inventory>("inventory", inventoryDatabase, kafka);

// The secret that seals payment tokens; only the two services that exchange tokens get it
var paymentTokenKey = builder.AddGeneratedKey("payment-token-key");
orders.WithEnvironment("Orders__PaymentTokenKey", paymentTokenKey);
payments.WithEnvironment("Payments__PaymentTokenKey", paymentTokenKey);

// Operator commands, on the resources they concern
builder.AddOperatorCommands([orders, payments, inventory], [ordersDatabase, paymentsDatabase, inventoryDatabase]);

await builder.Build().RunAsync();
