using System.Diagnostics;
using DbPerService.Testing;

namespace DbPerService.Tests.Standalone;

/// <summary>templates/service, instantiated into a copy of the sources with the edits that docs/adding-a-service.md names.</summary>
public sealed class TemplateTests : IDisposable
{
    static readonly TimeSpan BuildTimeout = TimeSpan.FromMinutes(10);
    static readonly string[] NotSources = ["artifacts", ".local", ".git", "bin", "obj"];

    readonly string _clone = Directory.CreateTempSubdirectory("dbperservice-template-").FullName;

    static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    static string Configuration => new DirectoryInfo(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar)).Name;

    static string Feed => File.Exists(Path.Combine(AppContext.BaseDirectory, "StackExchange.Redis.dll")) ? "full" : "core";

    public void Dispose() => Directory.Delete(_clone, recursive: true);

    [Fact]
    public async Task A_service_of_the_template_fits_and_each_forgotten_edit_is_named()
    {
        CopySources();
        await SucceedsAsync("new", "install", PathOf("templates/service"), "--debug:custom-hive", PathOf(".local/templates"));
        await SucceedsAsync("new", "dbperservice-service", "--name", "Loyalty", "--output", _clone, "--debug:custom-hive", PathOf(".local/templates"));
        Edit("Contracts/SystemMap.cs", "    /// <summary>By user id.</summary>", """
                /// <summary>By order id.</summary>
                public const string Loyalty = "loyalty";


            """);
        Edit("Contracts/SystemMap.cs", "    /// <summary>Every service.</summary>", """
                /// <summary>Records confirmed orders.</summary>
                public static SystemService Loyalty { get; } = new("Loyalty")
                {
                    Databases = [DatabaseKinds.Postgres],
                    Publishes = [new(Topics.Loyalty)],
                    Subscribes = [Topics.Orders],
                };

            """);
        Replace("Contracts/SystemMap.cs", ", Gateway];", ", Gateway, Loyalty];");
        Edit("AppHost/AppHost.cs", "services.Add<Projects.Inventory>", "services.Add<Projects.Loyalty>(SystemMap.Loyalty);\n");
        Edit("README.md", "| [Inventory](Services/Inventory)", "| [Loyalty](Services/Loyalty) | recorded orders | PostgreSQL | `loyalty` | `orders` |\n");
        await SucceedsAsync("sln", PathOf("DbPerService.sln"), "add", PathOf("Services/Loyalty"));

        await BuildAsync("Tests/Unit.Tests");
        await BuildAsync("Tests/Architecture.Tests");
        await SucceedsAsync(Program("Unit.Tests"), "-class", "*LoyaltyRulesTests", "-class", "*EventSchemaTests");
        await SucceedsAsync(Program("Architecture.Tests"));

        foreach (var (file, line, named) in new[]
        {
            ("AppHost/AppHost.cs", "Projects.Loyalty", "services.Add<Projects.Loyalty>(SystemMap.Loyalty);"),
            ("DbPerService.sln", "Loyalty.csproj", "dotnet sln add Services/Loyalty"),
            ("README.md", "(Services/Loyalty)", "| [Loyalty](Services/Loyalty) |"),
        })
        {
            await WithoutAsync(
                file, text => string.Join('\n', text.Split('\n').Where(kept => !kept.Contains(line, StringComparison.Ordinal))),
                () => FailsAsync(named, Program("Architecture.Tests"), "-class", "*MapTests"));
        }

        await WithoutAsync(
            "Contracts/Schemas/LoyaltyRecorded.json", _ => null,
            () => FailsAsync("Contracts/Schemas/LoyaltyRecorded.json is missing", Program("Architecture.Tests"), "-class", "*MapTests"));
        await WithoutAsync(
            "Contracts/LoyaltyEvents.cs", _ => null, () => FailsAsync("'LoyaltyRecorded'", Build("Services/Loyalty")));
        await WithoutAsync(
            "Contracts/SystemMap.cs", _ => File.ReadAllText(Path.Combine(Repository.Root, "Contracts", "SystemMap.cs")),
            () => FailsAsync("'Loyalty'", Build("Services/Loyalty")));
        await WithoutAsync(
            "Contracts/SystemMap.cs", text => text.Replace(", Loyalty]", "]", StringComparison.Ordinal),
            async () =>
            {
                await BuildAsync("Tests/Architecture.Tests");
                await FailsAsync("Services has no Loyalty", Program("Architecture.Tests"), "-class", "*MapTests");
            });
    }

    void CopySources()
    {
        foreach (var file in Directory.GetFiles(Repository.Root, "*", SearchOption.AllDirectories))
        {
            var name = Path.GetRelativePath(Repository.Root, file);
            if (!name.Split(Path.DirectorySeparatorChar).Any(part => NotSources.Contains(part) || part.StartsWith("artifacts", StringComparison.Ordinal)))
            {
                Directory.CreateDirectory(Path.GetDirectoryName(PathOf(name))!);
                File.Copy(file, PathOf(name));
            }
        }
    }

    string PathOf(string file) => Path.Combine(_clone, file);

    string Program(string project) => PathOf($"artifacts/bin/{project}/{Configuration.ToLowerInvariant()}/{project}.dll");

    string[] Build(string project) =>
        ["build", PathOf(project), "--configuration", Configuration, "--nologo", "-v:q", "-p:Feed=" + Feed, "-p:CompileAhead=false", "-nodeReuse:false"];

    Task BuildAsync(string project) => SucceedsAsync(Build(project));

    /// <summary>Inserts text before the line that begins so.</summary>
    void Edit(string file, string before, string inserted) => Replace(file, before, inserted + before);

    void Replace(string file, string old, string @new)
    {
        var text = File.ReadAllText(PathOf(file));
        Assert.Contains(old, text, StringComparison.Ordinal);
        File.WriteAllText(PathOf(file), text.Replace(old, @new, StringComparison.Ordinal));
    }

    /// <summary>Does something while a file is changed, or is gone where the change gives null.</summary>
    async Task WithoutAsync(string file, Func<string, string?> change, Func<Task> action)
    {
        var text = await File.ReadAllTextAsync(PathOf(file), Cancelled);
        if (change(text) is { } changed)
        {
            Assert.NotEqual(text, changed);
            await File.WriteAllTextAsync(PathOf(file), changed, Cancelled);
        }
        else
        {
            File.Delete(PathOf(file));
        }

        await action();
        await File.WriteAllTextAsync(PathOf(file), text, Cancelled);
    }

    async Task SucceedsAsync(params string[] arguments)
    {
        var (status, output) = await RunAsync(arguments);
        Assert.True(status == 0, output);
    }

    async Task FailsAsync(string named, params string[] arguments)
    {
        var (status, output) = await RunAsync(arguments);
        Assert.NotEqual(0, status);
        Assert.Contains(named, output, StringComparison.Ordinal);
    }

    async Task<(int Status, string Output)> RunAsync(string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo("dotnet", arguments)
        {
            WorkingDirectory = _clone, RedirectStandardOutput = true, RedirectStandardError = true,
            // The documents of the copy follow its map.
            Environment = { ["WRITE_DOCUMENTS"] = "1" },
        })!;
        var output = process.StandardOutput.ReadToEndAsync(Cancelled);
        var errors = process.StandardError.ReadToEndAsync(Cancelled);
        await process.WaitForExitAsync(Cancelled).WaitAsync(BuildTimeout, Cancelled);
        return (process.ExitCode, await output + await errors);
    }
}
