using System.Globalization;
using DbPerService.Benchmarks.UnitOfWork;
using DbPerService.Messaging.PostgreSql;
using DbPerService.Testing;

// What Entity Framework Core costs beside the batched unit of work: batches of messages, each of which becomes a row and an event, applied as
// the consumer applies them. The two alternate, so that a slower minute of the machine meets both.
//   UnitOfWork [seconds a cell (5)]
CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
if (args is not [] and not [_] || (args is [var text] && (!double.TryParse(text, CultureInfo.InvariantCulture, out var number) || number <= 0)))
{
    Console.Error.WriteLine("usage: UnitOfWork [SECONDS (5)]");
    return 2;
}

const int Rounds = 3;
var duration = TimeSpan.FromSeconds(args is [var seconds] ? double.Parse(seconds, CultureInfo.InvariantCulture) : 5) / Rounds;
await using var postgres = await EngineProcess.PostgresAsync();
string Login(string user, string database) =>
    $"Host=127.0.0.1;Port={postgres.Port};Username={user};Password={postgres.Password};Database={database}";
Dictionary<string, string?> settings = new()
{
    ["ConnectionStrings:bench-admin"] = Login("postgres", "postgres"),
    ["ConnectionStrings:bench-migrator"] = Login("bench_migrator", "bench"),
    ["ConnectionStrings:bench"] = Login("bench_app", "bench"),
    ["ConnectionStrings:bench-relay"] = Login("bench_relay", "bench"),
    ["ConnectionStrings:kafka"] = "127.0.0.1:1",
};
foreach (var (name, value) in settings)
{
    Environment.SetEnvironmentVariable(name.Replace(":", "__", StringComparison.Ordinal), value);
}

if (await PostgresMessaging.MigrateAsync("bench", typeof(Subject).Assembly) != 0)
{
    return 1;
}

Subject[] subjects = [Subject.OfStatements(settings), Subject.OfEntities(settings)];
Console.WriteLine($"| messages in a batch | {subjects[0].Name}, messages/s | {subjects[1].Name}, messages/s | ratio |");
Console.WriteLine("|---:|---:|---:|---:|");
foreach (var batchSize in new[] { 1, 10, 100, 500 })
{
    var rates = new double[subjects.Length];
    foreach (var subject in subjects)
    {
        await subject.MeasureAsync(batchSize, duration); // Warms up.
    }

    for (var round = 0; round < Rounds; round++)
    {
        for (var i = 0; i < subjects.Length; i++)
        {
            rates[i] += await subjects[i].MeasureAsync(batchSize, duration) / Rounds;
        }
    }

    Console.WriteLine($"| {batchSize} | {rates[0]:N0} | {rates[1]:N0} | {rates[0] / rates[1]:N1} |");
}

return 0;
