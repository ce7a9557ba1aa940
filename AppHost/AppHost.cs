using DbPerService.AppHost;

var builder = DistributedApplication.CreateBuilder(args);

// Where databases and broker run: in containers, or as local programs when no container runtime answers.
var engines = EngineHost.Choose(builder);
builder.AddDeploymentTarget();

// Infrastructure
var kafka = engines.AddKafka("kafka");

// Data: a server for every service, which nobody else is told about, of the first kind that can be had
var ordersDatabase = engines.AddDatabase("orders", DatabaseKinds.Postgres);
var paymentsDatabase = engines.AddDatabase("payments", DatabaseKinds.MongoDB, DatabaseKinds.Postgres);
var inventoryDatabase = engines.AddDatabase("inventory", DatabaseKinds.Redis, DatabaseKinds.Postgres);

// Services
var orders = builder.AddService<Projects.Orders>("orders", ordersDatabase, kafka);
var payments = builder.AddService<Projects.Payments>("payments", paymentsDatabase, kafka);
var inventory = builder.AddService<Projects.Inventory>("inventory", inventoryDatabase, kafka);

// The secret under which payment tokens travel: of the two services that exchange them, and nobody else's
var paymentTokenKey = builder.AddGeneratedKey("payment-token-key");
orders.WithEnvironment("Orders__PaymentTokenKey", paymentTokenKey);
payments.WithEnvironment("Payments__PaymentTokenKey", paymentTokenKey);

// What an operator can do, on the resources it is about
builder.AddOperatorCommands([orders, payments, inventory], [ordersDatabase, paymentsDatabase, inventoryDatabase]);

await builder.Build().RunAsync();
