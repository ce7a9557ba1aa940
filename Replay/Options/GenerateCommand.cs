using System.CommandLine;
using DbPerService.Cli;

namespace DbPerService.Replay.Options;

sealed class GenerateCommand : Command
{
    readonly Option<string?> _folder = CommandLine.Text("--folder", "FOLDER", "Where the shop is written");
    readonly Option<int?> _seed = CommandLine.Number("--seed", "N", 0, int.MaxValue, "What it is drawn from (42)");
    readonly Option<int?> _products = CommandLine.Number("--products", "N", 5, 10_000, "How many products (20)");
    readonly Option<int?> _customers = CommandLine.Number("--customers", "N", 1, 10_000, "How many customers (15)");
    readonly Option<int?> _orders = CommandLine.Number("--orders", "N", 10, 1_000_000, "How many orders (60)");

    /// <param name="run">Carries out what was asked for.</param>
    public GenerateCommand(Action<GenerateOptions> run) : base("generate", "Writes a small invented shop in the form that run takes")
    {
        _folder.Required = true;
        foreach (var option in new Option[] { _folder, _seed, _products, _customers, _orders })
        {
            Options.Add(option);
        }
        SetAction(result => run(Read(result)));
    }

    GenerateOptions Read(ParseResult result)
    {
        var defaults = new GenerateOptions { Folder = result.GetRequiredValue(_folder)! };
        return defaults with
        {
            Seed = result.GetValue(_seed) ?? defaults.Seed,
            Products = result.GetValue(_products) ?? defaults.Products,
            Customers = result.GetValue(_customers) ?? defaults.Customers,
            Orders = result.GetValue(_orders) ?? defaults.Orders,
        };
    }
}
