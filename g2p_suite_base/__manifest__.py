{
    "name": "Assistance: common floor",
    "summary": "What every addon of the suite stands on: who is whom",
    "version": "19.0.1.0.0",
    "license": "LGPL-3",
    "author": "Immediate Assistance on Demand contributors",
    "website": "https://github.com/OpenG2P",
    "category": "OpenG2P",
    "depends": ["mail"],
    "data": ["security/ir.model.access.csv"],
}
